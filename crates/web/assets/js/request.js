// @ts-check
// How scripts talk to the desk: with the session's token, and through htmx where a fragment comes back.

/**
 * The parts of htmx that are used from scripts; everything else is in the pages' attributes.
 * @typedef {{
 *   process(element: Element): void,
 *   ajax(verb: string, path: string, options: {target: Element, swap: string}): Promise<void>,
 * }} Htmx
 */

/** @returns {Htmx} */
export function htmx() {
  return /** @type {{htmx: Htmx}} */ (/** @type {unknown} */ (globalThis)).htmx;
}

/**
 * The session's token, which every change must carry.
 * @returns {string}
 */
export function token() {
  return document.querySelector('meta[name="firsthand-token"]')?.getAttribute('content') ?? '';
}

/**
 * Sends a change that needs no answer. It is sent even while the page is being left.
 * @param {string} path
 */
export function tell(path) {
  void fetch(path, {method: 'POST', keepalive: true, headers: {'X-Firsthand-Token': token()}}).catch(() => {});
}

/**
 * Says something to people who hear the page instead of seeing it.
 * @param {string} text
 */
export function announce(text) {
  const place = document.getElementById('announcements');
  if (place) place.textContent = text;
}
