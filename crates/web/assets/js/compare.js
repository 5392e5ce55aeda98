// @ts-check
// <fh-compare>: two media of a match over each other or side by side, at the same moment of the footage.
//
// Side by side needs no script. This element lays the query over the reference as it was measured (wipe, overlay, flip,
// difference), keeps two videos at the same moment by the measured segments, and steps both.

import {Viewer} from './viewer.js';

/** How far, in seconds, two videos may drift apart before the second is set to the first. */
const DRIFT = 0.12;
/** Flips between the two at most this often, in milliseconds: slower than the three flashes a second of WCAG 2.3.1. */
const FLIP_EVERY = 900;

/**
 * Seconds of the query that lie on seconds of the reference.
 * @typedef {{query_start: number, query_end: number, reference_start: number, reference_end: number, speed: number}} Segment
 */

class Compare extends Viewer {
  /** @type {AbortController | undefined} */
  #comparing;
  #flip = 0;
  /** @type {ResizeObserver | undefined} */
  #resized;

  connectedCallback() {
    super.connectedCallback();
    if (!this.revealed) return;
    this.#comparing = new AbortController();
    const {signal} = this.#comparing;
    // A mirrored picture would mirror the browser's own buttons, and two bars would drift apart: one bar for both.
    const both = this.players;
    for (const player of both) player.controls = both.length < 2;
    this.addEventListener('input', (event) => this.#entered(event), {signal});
    this.addEventListener('click', (event) => this.#clicked(event), {signal});
    this.addEventListener('play', (event) => this.#together(event), {signal, capture: true});
    this.addEventListener('pause', (event) => this.#together(event), {signal, capture: true});
    this.addEventListener('timeupdate', () => this.#align(), {signal, capture: true});
    this.addEventListener('seeked', () => this.#align(), {signal, capture: true});
    this.addEventListener('loadedmetadata', () => this.#goTo(this.#segments[0]), {signal, capture: true});
    this.style.setProperty('--aspect', this.dataset.aspect ?? '1.7778');
    this.addEventListener('load', () => this.#shape(), {signal, capture: true});
    this.addEventListener('loadedmetadata', () => this.#shape(), {signal, capture: true});
    const stage = this.#stage;
    this.#resized = new ResizeObserver(() => this.#lay());
    if (stage) this.#resized.observe(stage);
    this.#arrange();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  veil() {
    this.#stop();
    super.veil();
  }

  #stop() {
    this.#comparing?.abort();
    this.#resized?.disconnect();
    clearInterval(this.#flip);
    this.#flip = 0;
  }

  /** @returns {Segment[]} */
  get #segments() {
    return JSON.parse(this.dataset.segments ?? '[]');
  }

  /** @returns {HTMLElement | null} what the query is laid over */
  get #stage() {
    return this.querySelector('.reference .screen');
  }

  /** The stage takes the shape of the reference as the browser shows it, turned as its camera says. */
  #shape() {
    const media = this.querySelector('.reference [data-media]');
    const [width, height] = media instanceof HTMLVideoElement ? [media.videoWidth, media.videoHeight]
      : media instanceof HTMLImageElement ? [media.naturalWidth, media.naturalHeight] : [0, 0];
    if (width > 0 && height > 0) this.style.setProperty('--aspect', String(width / height));
  }

  /** Lays the query over the stage: the measured map is in shares of each picture, the style wants it in pixels of the stage. */
  #lay() {
    const stage = this.#stage;
    /** @type {number[]} */
    const m = JSON.parse(this.dataset.overlay ?? '[]');
    if (!stage || m.length !== 9) return;
    const [w, h] = [stage.clientWidth || 1, stage.clientHeight || 1];
    const [a, b, c, d, e, f, g, i, k] = /** @type {[number, number, number, number, number, number, number, number, number]} */ (m);
    const columns = [a, (d * h) / w, 0, g / w, (b * w) / h, e, 0, i / h, 0, 0, 1, 0, c * w, f * h, 0, k];
    this.style.setProperty('--laid', `matrix3d(${columns.map((value) => value.toFixed(8)).join(',')})`);
  }

  #arrange() {
    const mode = this.querySelector('input[data-mode]:checked');
    this.dataset.mode = mode instanceof HTMLInputElement ? mode.value : 'side';
    const share = this.querySelector('input[data-share]');
    if (share instanceof HTMLInputElement) this.style.setProperty('--share', `${share.value}%`);
    const turn = this.querySelector('input[data-turn]');
    this.toggleAttribute('data-turned', turn instanceof HTMLInputElement && turn.checked);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    clearInterval(this.#flip);
    this.#flip = this.dataset.mode === 'blink' && !still ? setInterval(() => this.toggleAttribute('data-flipped'), FLIP_EVERY) : 0;
    if (this.dataset.mode !== 'blink') this.removeAttribute('data-flipped');
  }

  /** @returns {HTMLInputElement | null} the bar that moves both videos */
  get #seek() {
    return this.querySelector('input[data-seek]');
  }

  /** @param {Event} event */
  #entered(event) {
    const [query] = this.players;
    if (query && event.target instanceof HTMLInputElement && event.target === this.#seek) {
      query.currentTime = Number(event.target.value);
    } else {
      this.#arrange();
    }
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button) return;
    if (button.matches('[data-play]')) this.togglePlay();
    if (button.matches('[data-flip]')) this.toggleAttribute('data-flipped');
    if (button.dataset.by) this.seekBy(Number(button.dataset.by));
    if (button.dataset.segment) this.#goTo(this.#segments[Number(button.dataset.segment)]);
  }

  /** @param {Segment | undefined} segment */
  #goTo(segment) {
    const [query, reference] = this.players;
    if (!segment || !query || !reference || query.readyState === 0 || reference.readyState === 0) return;
    query.currentTime = segment.query_start;
    reference.currentTime = segment.reference_start;
    // As much faster as the query shows it.
    reference.playbackRate = segment.speed;
  }

  /**
   * Steps both videos; the reference goes to the moment that belongs to the query's.
   * @param {number} seconds
   */
  seekBy(seconds) {
    const [query, reference] = this.players;
    if (!query || !reference) return;
    for (const player of this.players) player.pause();
    const at = Math.min(Math.max(query.currentTime + seconds, 0), query.duration || 0);
    query.currentTime = at;
    const there = this.#counterpart(at);
    if (there !== undefined) reference.currentTime = there;
  }

  /**
   * The moment of the reference that lies under a moment of the query.
   * @param {number} at
   */
  #counterpart(at) {
    const segment = this.#segments.find((one) => at >= one.query_start && at <= one.query_end);
    if (!segment) return undefined;
    const span = segment.query_end - segment.query_start;
    const share = span > 0 ? (at - segment.query_start) / span : 0;
    return segment.reference_start + share * (segment.reference_end - segment.reference_start);
  }

  /**
   * What one video does, the other does too.
   * @param {Event} event
   */
  #together(event) {
    const [query, reference] = this.players;
    if (!query || !reference) return;
    const other = event.target === query ? reference : query;
    if (event.type === 'play' && other.paused) void other.play().catch(() => {});
    if (event.type === 'pause' && !other.paused) other.pause();
  }

  /** Keeps the second video at the moment that the measured segment gives for the first. */
  #align() {
    const [query, reference] = this.players;
    if (!query || !reference) return;
    const at = query.currentTime;
    const seek = this.#seek;
    if (seek && Number.isFinite(query.duration)) {
      seek.max = String(query.duration);
      seek.value = String(at);
    }
    if (reference.seeking) return;
    const wanted = this.#counterpart(at);
    if (wanted === undefined) return;
    if (Math.abs(reference.currentTime - wanted) > DRIFT) reference.currentTime = wanted;
  }
}

customElements.define('fh-compare', Compare);
