/** Addresses that are watched: begun, looked at and ended with the keyboard alone, and what goes wrong is said in words. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "../lib/browser.mjs";
import { pressUntil } from "../lib/keyboard.mjs";
import { stage } from "../lib/stage.mjs";

test("an address within the own network is watched by nobody's mistake: the desk says why it is not asked", async () => {
  const desk = await stage.shelf.desk("empty");
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  await page.goto("/");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.waitForURL("**/watches");
  await pressUntil(page, "Tab", "#url");
  await page.keyboard.type("http://127.0.0.1/feed.xml");
  await pressUntil(page, "Tab", "button.primary", "Watch it");
  await page.keyboard.press("Enter");
  const row = page.locator("tbody tr");
  await row.waitFor();
  // The open desk looks by itself, within some seconds.
  for (let tries = 0; tries < 60 && !(await row.innerText()).includes("failed 1 time"); tries += 1) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.match(await row.innerText(), /W-1[\s\S]*every 15 minutes[\s\S]*failed 1 time[\s\S]*127\.0\.0\.1 is not on the public internet/);
  await pressUntil(page, "Tab", "button", "Stop watching W-1");
  await page.keyboard.press("Enter");
  await page.getByText("Nothing is watched yet.").waitFor();
  assert.deepEqual(watched.strangers, []);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});
