/** What the desk found: from a pillar to a finding, a second reader, news that reopens, and worksheets without a script. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "../lib/browser.mjs";
import { pressUntil } from "../lib/keyboard.mjs";
import { stage } from "../lib/stage.mjs";
import { footageOf } from "../screens.mjs";

test("a finding is recorded with the keyboard alone, and what is missing is said without losing a word", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  await page.goto(await footageOf(page, "heron-mill-pond.jpg"));
  await pressUntil(page, "Tab", ".pillar-act a", "finding on the subject");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/findings/new?*");
  await pressUntil(page, "Tab", "input[name=state]");
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("input[name=state]:checked").getAttribute("value"), "confirmed");
  await pressUntil(page, "Tab", "#answer");
  await page.keyboard.type("a grey heron");
  await pressUntil(page, "Tab", "#reasoning");
  await page.keyboard.type("The black crest and the grey back.");
  await pressUntil(page, "Tab", "button.primary", "Record the finding");
  await page.keyboard.press("Enter");
  await page.getByText("needs evidence").waitFor();
  assert.equal(await page.locator("#answer").inputValue(), "a grey heron", "what was written is still there");

  const offered = page.locator("#offered option", { hasText: "heron-mill-pond.jpg" }).first();
  await pressUntil(page, "Tab", "input[name=on_0]");
  await page.keyboard.type((await offered.getAttribute("value")) ?? "");
  await pressUntil(page, "Tab", "button.primary", "Record the finding");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/findings\/[0-9a-f-]{36}$/);
  assert.match(await page.locator("main").innerText(), /confirmed[\s\S]*a grey heron/);
  await page.keyboard.press("u");
  await page.waitForURL("**/footage/F-*");
  assert.match(await page.locator(".pillar", { hasText: "Subject" }).innerText(), /confirmed[\s\S]*a grey heron[\s\S]*person:local/);
  assert.deepEqual(await watched.mediaSoFar(), [], "a finding showed footage");
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("a rejected match reopens what rests on it, with the way from the one to the other, and a person settles it", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  await page.goto("/reviews");
  await page.getByText("Nothing is under review").waitFor();
  await page.goto(await footageOf(page, "breaking-river.mp4"));
  const match = page.locator("article.match", { hasText: "breaking-river.mp4" }).filter({ hasText: "alder-lane-footbridge.mp4" });
  await match.getByRole("button", { name: "Reject" }).click();
  // It goes apart, into what is folded away.
  await page.getByText("rejected: not a match").first().waitFor({ state: "attached" });

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForURL("**/reviews");
  const review = page.locator("article.review", { hasText: "the match was rejected" }).filter({ hasText: /finding on the date/i });
  await review.first().waitFor();
  assert.match(await review.first().locator(".path").innerText(), /the match of[\s\S]*finding on the date of F-/);
  const before = await page.locator("article.review").count();
  await review.first().getByLabel("What you concluded").fill("It stands: the drops on the rail are the same.");
  await review.first().getByRole("button", { name: "Settled" }).click();
  await page.waitForFunction((count) => document.querySelectorAll("article.review").length === count - 1, before);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("whoever made a finding is told that another person has to read it", async () => {
  const desk = await stage.shelf.desk();
  const { page } = await open(stage.browser, desk);
  await page.goto(await footageOf(page, "trucks-race-here.mp4"));
  await page.getByRole("link", { name: /a second reader is asked for/ }).click();
  await page.getByText("Not in force.").waitFor();
  await page.getByText("another person has to read it").waitFor();
  assert.equal(await page.getByRole("button", { name: "I agree" }).count(), 0);
  await desk.stop();
});

test("worksheets are filled, computed, kept and used without a script", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk, { scripts: false });
  const { page } = watched;
  const about = (await footageOf(page, "heron-mill-pond.jpg")).split("/").at(-1) ?? "";
  await page.goto(`/worksheets?about=${about}`);
  await page.getByRole("link", { name: "Sun and shadow" }).click();
  await page.getByLabel("Place: latitude, longitude").fill("52.1, 6.2");
  await page.getByLabel("Time", { exact: true }).fill("2026-03-02");
  await page.getByLabel("Its length divided by").fill("2,2");
  await page.getByRole("button", { name: "Compute" }).click();
  assert.match(await page.locator(".answer-line").innerText(), /at 2 times in the range/);
  assert.equal(await page.locator(".drawing svg .sun").count(), 2, "one in the morning, one in the afternoon");
  await page.getByLabel("Keep it as").fill("the reed’s shadow");
  await page.getByRole("button", { name: "Keep", exact: true }).click();
  await page.getByText("the same to the last digit").waitFor();
  await page.getByRole("link", { name: "Use it in a finding" }).click();
  assert.match(await page.locator("input[name=on_0]").inputValue(), /^worksheet:/);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});
