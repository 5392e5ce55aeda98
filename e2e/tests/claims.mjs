/** Who says what: from the words of a post to a claim with rival stances, with the keyboard alone. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "../lib/browser.mjs";
import { pressUntil } from "../lib/keyboard.mjs";
import { stage } from "../lib/stage.mjs";
import { footageOf } from "../screens.mjs";

test("selected words of a post become an assertion with six keystrokes and the text", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  await page.goto(await footageOf(page, "breaking-river.mp4"));
  const words = page.locator("blockquote[data-post]", { hasText: "burst its banks" });
  await words.evaluate((quote) => {
    const text = /** @type {Text} */ (quote.firstChild);
    const from = text.data.indexOf("the river");
    getSelection()?.setBaseAndExtent(text, from, text, from + "the river burst its banks".length);
  });
  let pressed = 0;
  const press = async (/** @type {string} */ key) => {
    pressed += 1;
    await page.keyboard.press(key);
  };
  await press("c");
  await page.waitForURL("**/capture?*");
  assert.equal(await page.getByLabel("Exact words").inputValue(), "the river burst its banks");
  assert.equal(await page.getByLabel("Incident", { exact: true }).inputValue(), "I-1", "the footage of the post belongs to it");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "predicate");
  await press("r");
  assert.equal(await page.getByLabel("What is claimed").inputValue(), "reason");
  await press("Tab");
  await page.keyboard.type("the river burst its banks");
  await press("Enter");
  await page.waitForURL("**/claims/C-*");
  assert.ok(pressed <= 6, `${pressed} keystrokes`);
  const text = await page.locator("main").innerText();
  assert.match(text, /@breaking_wend/);
  assert.match(text, /1 post, 1 origin/);
  assert.match(text, /2026-09-14 06:12 UTC/, "when it was said is known from the post");
  assert.deepEqual(await watched.mediaSoFar(), []);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("an accusation stands beside its denial, and the count of origins opens to its reasons", async () => {
  const desk = await stage.shelf.desk();
  const { page } = await open(stage.browser, desk);
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.waitForURL("**/incidents");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/incidents/I-1");
  const claim = page.locator("article.claim", { hasText: "caused by Blue League" });
  const [asserts, denies] = await Promise.all(
    ["asserts", "denies"].map((stance) => claim.locator(`[data-stance=${stance}]`).boundingBox()),
  );
  assert.ok(asserts && denies && Math.abs(asserts.y - denies.y) < 2, "not side by side");
  await pressUntil(page, "Tab", "a.count", "3 posts, 1 origin");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/claims/C-*");
  const text = await page.locator("main").innerText();
  assert.match(text, /the same words|nearly the same words/);
  assert.match(text, /a repost of Green Shore/);
  await desk.stop();
});

test("a contradiction is settled with its reason, and a word on two entities is taken back", async () => {
  const desk = await stage.shelf.desk();
  const { page } = await open(stage.browser, desk);
  await page.goto("/conflicts");
  const numbers = page.locator("article.conflict", { hasText: "at least 5 people" });
  await numbers.locator("summary").focus();
  await page.keyboard.press("Enter");
  await numbers.getByLabel("What settles it").fill("The town treated three; the monitor counted two who watched.");
  await page.keyboard.press("Enter");
  await page.locator("article.conflict[data-open=false]", { hasText: "the monitor counted" }).waitFor();
  await page.goto("/entities/E-1");
  const question = page.locator("form.question", { hasText: "Upper Wend" });
  await question.getByText("decided: different", { exact: false }).waitFor();
  await question.getByRole("button", { name: "Take that back" }).click();
  await question.getByRole("button", { name: "Not the same" }).waitFor();
  await desk.stop();
});
