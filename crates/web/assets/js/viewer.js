// @ts-check
// <fh-viewer>: one photo or video behind its veil.
//
// The server sends the veiled state, or (after the person's act) the revealed one, which carries the veiled state
// in a <template>, so that veiling again needs no network. The steps of the ladder are radio buttons and CSS; this
// element adds sound only on the last step, and drops the veil when the person goes away.

import {announce, htmx, tell} from './request.js';

/** Seconds without any sign of the person after which everything is veiled, unless they choose otherwise. */
const IDLE_SECONDS = 30;
const IDLE_KEY = 'firsthand.veil-after';

/** @returns {number} seconds; 0 = never */
function idleSeconds() {
  const stored = sessionStorage.getItem(IDLE_KEY);
  return stored === null ? IDLE_SECONDS : Number(stored);
}

export class Viewer extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listening;
  #lastSign = 0;

  connectedCallback() {
    if (!this.revealed) return;
    this.#listening = new AbortController();
    const {signal} = this.#listening;
    this.#lastSign = Date.now();
    const sign = () => { this.#lastSign = Date.now(); };
    for (const kind of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'scroll']) {
      document.addEventListener(kind, sign, {signal, passive: true, capture: true});
    }
    document.addEventListener('visibilitychange', () => { if (document.hidden) veilAll('the page was hidden'); }, {signal});
    globalThis.addEventListener('pagehide', () => veilAll('the page was left'), {signal});
    this.addEventListener('timeupdate', sign, {signal, capture: true});
    this.addEventListener('volumechange', () => this.#keepMuted(), {signal, capture: true});
    this.addEventListener('change', (event) => this.#changed(event), {signal});
    this.addEventListener('submit', (event) => this.#submitted(event), {signal});
    const select = this.querySelector('select[data-veil-after]');
    if (select instanceof HTMLSelectElement) select.value = String(idleSeconds());
    const timer = setInterval(() => {
      const limit = idleSeconds();
      if (limit > 0 && Date.now() - this.#lastSign > limit * 1000) veilAll(`nobody was there for ${limit} seconds`);
    }, 1000);
    signal.addEventListener('abort', () => clearInterval(timer));
    this.#keepMuted();
  }

  disconnectedCallback() {
    this.#listening?.abort();
  }

  get revealed() {
    return this.dataset.state === 'revealed';
  }

  /** @returns {HTMLMediaElement[]} what can play */
  get players() {
    return /** @type {HTMLMediaElement[]} */ ([...this.querySelectorAll('video, audio')]);
  }

  /** @returns {HTMLInputElement[]} */
  get #ladder() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll('input[data-step]')]);
  }

  /** The step shown: 1 = veil, 2 = small and grey, 3 = grey, 4 = colour, 5 = with sound. */
  get step() {
    const chosen = this.#ladder.find((input) => input.checked);
    return this.revealed ? Number(chosen?.value ?? 2) : 1;
  }

  /** Shows one step more: lifts the veil first, then climbs. */
  more() {
    if (!this.revealed) {
      this.querySelector('form[data-reveal]')?.querySelector('button')?.click();
      return;
    }
    this.#choose(this.#ladder.find((input) => Number(input.value) > this.step));
  }

  /** Shows one step less: climbs down, then veils. */
  less() {
    const lower = this.#ladder.filter((input) => Number(input.value) < this.step).pop();
    if (lower) this.#choose(lower); else veilAll('you chose to');
  }

  /** Drops the veil at once: stops and unloads what plays, and puts the veiled state back. */
  veil() {
    const template = this.querySelector('template[data-veiled]');
    if (!this.revealed || !(template instanceof HTMLTemplateElement)) return;
    for (const media of this.querySelectorAll('[data-media]')) {
      if (media instanceof HTMLMediaElement) media.pause();
      media.removeAttribute('src');
      if (media instanceof HTMLMediaElement) media.load();
    }
    this.#listening?.abort();
    const hadFocus = this.contains(document.activeElement);
    this.dataset.state = 'veiled';
    this.replaceChildren(template.content.cloneNode(true));
    htmx().process(this);
    if (hadFocus) this.querySelector('button')?.focus({preventScroll: true});
  }

  /** Plays or stops what can play. Nothing plays by itself. */
  togglePlay() {
    for (const player of this.players) {
      if (player.paused) void player.play().catch(() => {}); else player.pause();
    }
  }

  /**
   * Stops, and goes on or back by a little.
   * @param {number} seconds
   */
  seekBy(seconds) {
    for (const player of this.players) {
      player.pause();
      player.currentTime = Math.min(Math.max(player.currentTime + seconds, 0), player.duration || 0);
    }
  }

  /** @param {HTMLInputElement | undefined} input */
  #choose(input) {
    if (!input) return;
    input.checked = true;
    input.dispatchEvent(new Event('change', {bubbles: true}));
    announce(input.closest('label')?.textContent?.trim() ?? '');
  }

  /** @param {Event} event */
  #changed(event) {
    const {target} = event;
    if (target instanceof HTMLSelectElement && target.matches('[data-veil-after]')) {
      sessionStorage.setItem(IDLE_KEY, target.value);
    }
    this.#keepMuted();
  }

  /** @param {Event} event */
  #submitted(event) {
    if (event.target instanceof HTMLFormElement && event.target.matches('[data-veil]')) {
      event.preventDefault();
      veilAll('you chose to');
    }
  }

  /** Sound only on the last step; before it, unmuting by the video's own button is undone. */
  #keepMuted() {
    for (const player of this.players) {
      const muted = this.step < 5;
      if (muted && !player.muted) player.muted = true;
      if (!muted && player.muted) {
        player.volume = Math.min(player.volume, 0.2);
        player.muted = false;
      }
    }
  }
}

/**
 * Veils everything on the page and tells the server, which from then on refuses the files as well.
 * @param {string} why said to people who hear the page
 */
export function veilAll(why) {
  const open = revealedViewers();
  if (open.length === 0) return;
  for (const viewer of open) viewer.veil();
  tell('/api/v1/veil');
  announce(`Everything is veiled: ${why}.`);
}

/** @returns {Viewer[]} */
export function revealedViewers() {
  return viewers().filter((viewer) => viewer.revealed);
}

/** @returns {Viewer[]} */
function viewers() {
  return [...document.querySelectorAll('fh-viewer, fh-compare')].filter((element) => element instanceof Viewer);
}

/**
 * The viewer that keys act on: the one in focus, else the first on the page.
 * @returns {Viewer | undefined}
 */
export function currentViewer() {
  const all = viewers();
  return all.find((viewer) => viewer.contains(document.activeElement)) ?? all[0];
}

customElements.define('fh-viewer', Viewer);
