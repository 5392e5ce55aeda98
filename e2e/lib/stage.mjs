/** What every test stands on: one shelf and one browser for all tests of the process. */

import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { Shelf } from "./desk.mjs";

/** @type {{ shelf: Shelf, browser: import("playwright-core").Browser }} */
export const stage = /** @type {any} */ ({});

before(async () => {
  stage.shelf = await Shelf.open();
  stage.browser = await launch();
});

after(async () => {
  await stage.browser?.close();
  await stage.shelf?.close();
});
