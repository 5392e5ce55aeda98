// @ts-check
// <fh-live data-events data-fragment>: a part of the page that follows the desk. The server says "changed" by
// server-sent events; the part is then fetched anew and morphed, so that focus and half-typed words stay.

import {htmx} from './request.js';

class Live extends HTMLElement {
  /** @type {EventSource | undefined} */
  #events;

  connectedCallback() {
    const {events, fragment} = this.dataset;
    if (!events || !fragment) return;
    this.#events = new EventSource(events);
    this.#events.addEventListener('changed', () => {
      void htmx().ajax('GET', fragment, {target: this, swap: 'innerMorph'});
    });
    this.#events.addEventListener('open', () => this.removeAttribute('data-lost'));
    this.#events.addEventListener('error', () => this.setAttribute('data-lost', ''));
  }

  disconnectedCallback() {
    this.#events?.close();
  }
}

customElements.define('fh-live', Live);
