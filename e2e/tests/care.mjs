/** Care for the person who looks: the ladder, silence, and everything that veils again. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "../lib/browser.mjs";
import { stage } from "../lib/stage.mjs";
import { footageOf } from "../screens.mjs";

/** A desk with a video of the sample case on its page, still veiled. */
async function atTheFootbridge() {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  await watched.page.goto(await footageOf(watched.page, "alder-lane-footbridge.mp4"));
  return { desk, ...watched, page: watched.page, watched };
}

test("the veil is lifted step by step, and there is no sound before the last step", async () => {
  const { desk, page, watched } = await atTheFootbridge();
  const chosen = () => page.locator("fh-viewer input[data-step]:checked").getAttribute("value");
  const muted = () => page.locator("fh-viewer video").evaluate((video) => /** @type {HTMLVideoElement} */ (video).muted);
  await page.keyboard.press("v");
  await page.locator("fh-viewer[data-state=revealed]").waitFor();
  for (const step of ["2", "3", "4"]) {
    assert.equal(await chosen(), step);
    assert.equal(await muted(), true, `sound on step ${step}`);
    await page.keyboard.press("v");
  }
  assert.equal(await chosen(), "5");
  await page.waitForFunction(() => document.querySelector("video")?.muted === false);
  await page.keyboard.press("Shift+V");
  assert.equal(await chosen(), "4");
  await page.waitForFunction(() => document.querySelector("video")?.muted === true);
  assert.equal(await page.locator("video").evaluate((video) => /** @type {HTMLVideoElement} */ (video).paused), true, "it played by itself");
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("a page that is hidden is veiled, and the desk is told", async () => {
  const { desk, page } = await atTheFootbridge();
  await page.keyboard.press("v");
  await page.locator("fh-viewer[data-state=revealed]").waitFor();
  const told = page.waitForResponse((response) => response.url().endsWith("/api/v1/veil"));
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  assert.equal((await told).status(), 204);
  assert.equal(await page.locator("[data-state=revealed], video").count(), 0);
  await desk.stop();
});

test("a description is kept without disturbing what is being looked at, and stands on the veil", async () => {
  const { desk, page, watched } = await atTheFootbridge();
  await page.keyboard.press("v");
  const viewer = page.locator("fh-viewer[data-state=revealed]");
  await viewer.waitFor();
  await page.keyboard.press("v");
  await page.evaluate(() => document.querySelector("video")?.setAttribute("data-same", "yes"));
  await page.getByRole("radio", { name: /upsetting context/ }).check();
  await page.getByLabel("What is seen and heard, and when").fill("High water under a footbridge; nobody is hurt.");
  await page.getByRole("button", { name: "Keep the description" }).click();
  await page.getByText("Last described by").waitFor();
  assert.equal(await viewer.locator("input[data-step]:checked").getAttribute("value"), "3");
  await page.keyboard.press("Escape");
  await page.locator("fh-viewer[data-state=veiled]").getByText("nobody is hurt").waitFor();
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("the list of keys shows those that work here, and they can be switched off", async () => {
  const { desk, page } = await atTheFootbridge();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog");
  assert.match(await keys.innerText(), /Reveal: one step more/);
  assert.doesNotMatch(await keys.innerText(), /Play or stop/, "nothing is there to play");
  await keys.getByRole("checkbox").uncheck();
  await keys.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("v");
  assert.equal(await page.locator("fh-viewer[data-state=revealed]").count(), 0);
  await desk.stop();
});
