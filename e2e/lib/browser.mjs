/**
 * The browser, and a page that is watched: every request, every byte of media, every violation of the
 * Content-Security-Policy, every error in a script.
 */

import { chromium } from "playwright-core";

/** How a page is looked at. */
/**
 * @typedef {object} Look
 * @property {"light" | "dark"} [colours]
 * @property {"ltr" | "rtl"} [direction]
 * @property {number} [width] CSS pixels; 320 is what a 1280-pixel window has left at 400 % zoom
 * @property {boolean} [scripts] false for a browser without scripts
 * @property {boolean} [bypassCSP] for axe, which adds a script to the page
 */

/** @returns {Promise<import("playwright-core").Browser>} */
export function launch() {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-gpu",
      "--disable-quic",
      "--disable-sync",
      "--no-first-run",
      // Chromium's own sandbox refuses to work for root; nothing but our own pages is opened here.
      ...(asRoot ? ["--no-sandbox"] : []),
    ],
  });
}

/** A page and what happened on it. */
export class Watched {
  /** Addresses asked for, in order, with the method. @type {string[]} */
  requests = [];
  /** Answers that carried a photo, video or sound of the case. @type {{ path: string, type: string, bytes: number }[]} */
  media = [];
  /** Violations of the policy and errors in scripts. @type {string[]} */
  complaints = [];
  /** @type {Promise<void>[]} */
  #reading = [];

  /**
   * @param {import("playwright-core").Page} page
   * @param {string} origin
   */
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
    page.on("request", (request) => this.requests.push(`${request.method()} ${request.url()}`));
    page.on("response", (response) => this.#reading.push(this.#look(response)));
    page.on("pageerror", (error) => this.complaints.push(`script: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(`console: ${message.text()} ${message.location().url}`);
    });
  }

  /** @param {import("playwright-core").Response} response */
  async #look(response) {
    const path = new URL(response.url()).pathname;
    const type = response.headers()["content-type"] ?? "";
    const ours = path.startsWith("/assets/") || path.startsWith("/veil/");
    if (ours || !/^(image|video|audio)\//.test(type)) return;
    const bytes = Number(response.headers()["content-length"] ?? 0);
    this.media.push({ path, type, bytes });
  }

  /** Media answers so far, after every answer under way has been looked at. */
  async mediaSoFar() {
    await Promise.all(this.#reading);
    return this.media;
  }

  /** Requests that went anywhere but to the desk. */
  get strangers() {
    return this.requests.filter((request) => !request.includes(` ${this.origin}/`));
  }
}

/**
 * Opens the desk in a new context by its one-time link.
 * @param {import("playwright-core").Browser} browser
 * @param {import("./desk.mjs").Desk} desk
 * @param {Look} [look]
 */
export async function open(browser, desk, look = {}) {
  const context = await browser.newContext({
    baseURL: desk.origin,
    bypassCSP: look.bypassCSP ?? false,
    javaScriptEnabled: look.scripts ?? true,
    colorScheme: look.colours ?? "light",
    reducedMotion: "reduce",
    viewport: { width: look.width ?? 1280, height: 800 },
  });
  const page = await context.newPage();
  const watched = new Watched(page, desk.origin);
  await page.goto(desk.link);
  await page.waitForURL(`${desk.origin}/`);
  return watched;
}

/**
 * A second tab of the same session, watched by itself. Chromium may still be loading the icon of a page that a tab has
 * left, and then lays that to the next page's policy; a tab that was never elsewhere tells only of its own pages.
 * @param {Watched} watched
 */
export async function beside(watched) {
  return new Watched(await watched.page.context().newPage(), watched.origin);
}
