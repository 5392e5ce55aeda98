/** What has to hold on every screen, in every look. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { findings } from "../lib/axe.mjs";
import { open } from "../lib/browser.mjs";
import { stage } from "../lib/stage.mjs";
import { screens, visit } from "../screens.mjs";

/** The full desk takes long to fill and differs from the sample only in its number of rows: pictures show it. */
const walked = screens.filter(({ filling }) => filling !== "full");

for (const filling of new Set(walked.map((screen) => screen.filling))) {
  const these = walked.filter((screen) => screen.filling === filling);

  test(`no screen of the ${filling} desk breaks its policy, asks a stranger, or shows footage unasked`, async () => {
    const desk = await stage.shelf.desk(filling);
    const watched = await open(stage.browser, desk);
    for (const screen of these) {
      await visit(watched.page, screen);
      const said = watched.complaints.filter((line) => !(screen.name === "not-found" && line.includes("404")));
      assert.deepEqual(said, [], screen.name);
      const media = await watched.mediaSoFar();
      if (!screen.reveals) assert.deepEqual(media, [], `${screen.name} got media before anybody asked to look`);
      media.length = 0;
      assert.deepEqual(watched.strangers, [], screen.name);
      watched.complaints.length = 0;
    }
    await desk.stop();
  });

  for (const [name, look] of /** @type {[string, import("../lib/browser.mjs").Look][]} */ ([
    ["light", {}],
    ["dark", { colours: "dark" }],
    ["from right to left", { direction: "rtl" }],
    ["at 400 % zoom", { width: 320 }],
  ])) {
    test(`axe finds nothing on the ${filling} desk, ${name}`, async () => {
      const desk = await stage.shelf.desk(filling);
      const { page } = await open(stage.browser, desk, { ...look, bypassCSP: true });
      for (const screen of these) {
        await visit(page, screen, look.direction);
        assert.deepEqual(await findings(page), [], screen.name);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(beyond <= 0, `${screen.name} is ${beyond} pixels wider than its window`);
      }
      await desk.stop();
    });
  }
}
