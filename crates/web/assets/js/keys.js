// @ts-check
// The keys: one table from which both the acts and the list behind `?` come, so the list shows exactly what works.
//
// Keys are bound by their place on the keyboard (KeyboardEvent.code), so that Arabic, Cyrillic and AZERTY layouts
// work. A bare key never acts while Ctrl, Alt or Meta is held, nor in a field, nor when the person switched keys off.

import {currentViewer, revealedViewers, veilAll} from './viewer.js';

const OFF_KEY = 'firsthand.keys-off';
/** How long after `g` the second key still counts, in milliseconds. */
const CHORD = 1500;

/**
 * @typedef {object} Key
 * @property {string} code place on the keyboard
 * @property {string} [after] the code of the key before it
 * @property {boolean} [shift]
 * @property {boolean} [always] acts in fields too, and when keys are switched off
 * @property {string} does what the list says
 * @property {() => boolean} [when] whether it can act on this page
 * @property {() => void} act
 */

/** @param {string} path */
const go = (path) => () => location.assign(path);
/** @returns {HTMLElement[]} */
const items = () => [...document.querySelectorAll('[data-item]')].filter((item) => item instanceof HTMLElement);
const hasItems = () => items().length > 0;
const hasViewer = () => currentViewer() !== undefined;
const hasPlayer = () => (currentViewer()?.players.length ?? 0) > 0;
const back = () => document.querySelector('a[data-back]');

/**
 * Moves to the next or previous item of the list.
 * @param {1 | -1} by
 */
function step(by) {
  const all = items();
  const at = all.findIndex((item) => item.contains(document.activeElement));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (!next) return;
  const link = next.querySelector('[data-main]') ?? next;
  if (link instanceof HTMLElement) link.focus();
  next.scrollIntoView({block: 'nearest'});
}

/** Moves to what the sentence under focus, or a new one, can be bound to. */
function bind() {
  const own = items().find((item) => item.contains(document.activeElement));
  const form = own?.querySelector('details') ?? [...document.querySelectorAll('form')].find((one) => one.querySelector('#clause'));
  if (form instanceof HTMLDetailsElement) form.open = true;
  const box = form?.querySelector('[data-bind]');
  if (box instanceof HTMLElement) box.focus();
}

/** The words of a post that are meant: those with a selection, else those of the item that has the focus. */
function meantPost() {
  const selection = getSelection();
  const within = selection && !selection.isCollapsed ? selection.anchorNode : document.activeElement;
  const element = within instanceof Element ? within : within?.parentElement;
  const post = element?.closest('[data-post]') ?? element?.closest('[data-item]')?.querySelector('[data-post]');
  return post instanceof HTMLElement ? post : null;
}

/** Opens the form for what a source says, with the selected words of its post, or all of them. */
function capture() {
  const post = meantPost();
  if (!post) return;
  const query = new URLSearchParams({post: post.dataset.post ?? ''});
  const selection = getSelection();
  if (selection && !selection.isCollapsed && post.contains(selection.anchorNode) && post.contains(selection.focusNode)) {
    const before = document.createRange();
    before.selectNodeContents(post);
    before.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
    query.set('words', selection.toString());
    query.set('start', String([...before.toString()].length));
  }
  location.assign(`/capture?${query}`);
}

/** @type {Key[]} */
const KEYS = [
  {code: 'Escape', always: true, does: 'Veil everything', when: () => revealedViewers().length > 0, act: () => veilAll('you pressed Escape')},
  {code: 'KeyV', does: 'Reveal: one step more', when: hasViewer, act: () => currentViewer()?.more()},
  {code: 'KeyV', shift: true, does: 'One step less', when: hasViewer, act: () => currentViewer()?.less()},
  {code: 'Space', does: 'Play or stop', when: hasPlayer, act: () => currentViewer()?.togglePlay()},
  {code: 'Comma', does: 'A frame back', when: hasPlayer, act: () => currentViewer()?.seekBy(-0.04)},
  {code: 'Period', does: 'A frame on', when: hasPlayer, act: () => currentViewer()?.seekBy(0.04)},
  {code: 'KeyJ', does: 'Next item', when: hasItems, act: () => step(1)},
  {code: 'KeyK', does: 'Previous item', when: hasItems, act: () => step(-1)},
  {code: 'Enter', does: 'Open the item', when: hasItems, act: () => {
    const item = items().find((one) => one === document.activeElement);
    const link = item?.querySelector('a[data-main]');
    if (link instanceof HTMLElement) link.click();
  }},
  {code: 'KeyB', does: 'Bind the sentence', when: () => document.querySelector('[data-bind]') !== null, act: bind},
  {code: 'KeyP', after: 'KeyG', does: 'Reports', act: go('/reports')},
  {code: 'KeyU', does: 'Back to the list', when: () => back() !== null, act: () => /** @type {HTMLElement} */ (back()).click()},
  {code: 'KeyC', does: 'Record what the selected words say', when: () => meantPost() !== null, act: capture},
  {code: 'KeyI', after: 'KeyG', does: 'Inbox', act: go('/')},
  {code: 'KeyC', after: 'KeyG', does: 'Incidents', act: go('/incidents')},
  {code: 'KeyX', after: 'KeyG', does: 'Contradictions', act: go('/conflicts')},
  {code: 'KeyE', after: 'KeyG', does: 'Entities', act: go('/entities')},
  {code: 'KeyO', after: 'KeyG', does: 'Sources', act: go('/sources')},
  {code: 'KeyS', after: 'KeyG', does: 'Seen before?', act: go('/seen')},
  {code: 'KeyN', after: 'KeyG', does: 'Intake', act: go('/intake')},
  {code: 'KeyM', after: 'KeyG', does: 'Matching', act: go('/matching')},
  {code: 'KeyR', after: 'KeyG', does: 'Under review', act: go('/reviews')},
  {code: 'KeyW', after: 'KeyG', does: 'Worksheets', act: go('/worksheets')},
  {code: 'KeyH', after: 'KeyG', does: 'Watches', act: go('/watches')},
  {code: 'KeyJ', after: 'KeyG', does: 'Jobs', act: go('/jobs')},
  {code: 'Slash', shift: true, does: 'Show these keys', act: () => showKeys()},
];

/** @type {Map<string, string> | undefined} */
let layout;
void /** @type {any} */ (navigator).keyboard?.getLayoutMap?.().then((/** @type {Map<string, string>} */ map) => { layout = map; }, () => {});

/**
 * What is printed on the person's own key.
 * @param {string} code
 */
function label(code) {
  if (code === 'Slash') return '?';
  if (code === 'Comma') return layout?.get(code) ?? ',';
  if (code === 'Period') return layout?.get(code) ?? '.';
  if (code === 'Escape') return 'Esc';
  return layout?.get(code) ?? (code.startsWith('Key') ? code.slice(3).toLowerCase() : code);
}

/** @param {Key} key */
const usable = (key) => key.when?.() ?? true;

function off() {
  return localStorage.getItem(OFF_KEY) === 'yes';
}

/** Fills the list with the keys that can act on this page now, and opens it. */
function showKeys() {
  const dialog = document.getElementById('keys');
  const list = dialog?.querySelector('dl');
  if (!(dialog instanceof HTMLDialogElement) || !list) return;
  list.replaceChildren(...KEYS.filter(usable).flatMap((key) => {
    const name = document.createElement('dt');
    const parts = [key.after, key.shift && key.code !== 'Slash' ? 'Shift' : undefined, key.code];
    for (const part of parts.filter((one) => one !== undefined)) {
      const cap = document.createElement('kbd');
      cap.textContent = label(part);
      name.append(cap, ' ');
    }
    const does = document.createElement('dd');
    does.textContent = key.does;
    return [name, does];
  }));
  const toggle = dialog.querySelector('input[data-keys-off]');
  if (toggle instanceof HTMLInputElement) toggle.checked = !off();
  dialog.showModal();
}

/**
 * Whether the person is writing, or choosing from a list or in a dialog, where letters mean themselves.
 * @param {EventTarget | null} target
 */
function inField(target) {
  const typing = 'input:not([type="radio"], [type="checkbox"], [type="range"], [type="file"]), select, textarea, dialog[open]';
  return target instanceof Element && target.closest(typing) !== null;
}

/**
 * A control that uses the key itself: Space on a button, a box or a player, Enter on a link.
 * @param {EventTarget | null} target
 * @param {string} code
 */
function ownKey(target, code) {
  return target instanceof Element && (code === 'Space' || code === 'Enter') && target.closest('a, button, summary, input, video, audio') !== null;
}

let chord = {code: '', at: 0};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat && event.code !== 'KeyJ' && event.code !== 'KeyK') return;
  const quiet = off() || inField(event.target);
  const before = event.timeStamp - chord.at < CHORD ? chord.code : '';
  chord = {code: '', at: 0};
  const fits = (/** @type {Key} */ key) => {
    // Where `?` stands differs between layouts, so this one key goes by what it writes.
    const pressed = key.code === 'Slash' ? event.key === '?' : key.code === event.code && (key.shift ?? false) === event.shiftKey;
    return pressed && (key.after ?? '') === before;
  };
  const key = KEYS.find((one) => fits(one) && usable(one));
  if (key && (key.always || !quiet && !ownKey(event.target, event.code))) {
    event.preventDefault();
    key.act();
  } else if (!quiet && KEYS.some((one) => one.after === event.code)) {
    chord = {code: event.code, at: event.timeStamp};
  }
});

document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('button[data-show-keys]')) showKeys();
});

document.addEventListener('change', (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches('[data-keys-off]')) {
    localStorage.setItem(OFF_KEY, event.target.checked ? 'no' : 'yes');
  }
});
