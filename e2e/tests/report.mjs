/** Writing, binding, publishing and correcting a report. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { findings } from "../lib/axe.mjs";
import { beside, open } from "../lib/browser.mjs";
import { pressUntil } from "../lib/keyboard.mjs";
import { reportOf } from "../lib/report.mjs";
import { stage } from "../lib/stage.mjs";

test("a report is begun, bound, published and corrected with the keyboard alone", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;

  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.waitForURL("**/reports");
  await pressUntil(page, "Tab", "#title");
  await page.keyboard.type("Who loosened the bolts?");
  for (const [field, words] of [["#incident", "I-1"], ["#publisher", "Alder Desk"], ["#site", "https://desk.example"]]) {
    await pressUntil(page, "Tab", field ?? "");
    await page.keyboard.type(words ?? "");
  }
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reports/R-*");

  // One key leads to what the sentence can rest on, one binds it.
  await page.keyboard.press("b");
  await page.keyboard.press("Space");
  await pressUntil(page, "Shift+Tab", "#clause");
  await page.keyboard.type("the Blue League loosened the bolts");
  await pressUntil(page, "Tab", "button", "Add the sentence");
  await page.keyboard.press("Enter");
  const sentence = page.locator(".sentence .words");
  await sentence.waitFor();
  assert.match(await sentence.innerText(), /Green Shore said that .*Blue League denied this\./);
  assert.match(await page.locator(".sentence").innerText(), /only its writer has read it/, "the rule is shown");

  await pressUntil(page, "Tab", "#approver");
  await page.keyboard.type("omar");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Versions" }).waitFor();

  await pressUntil(page, "Tab", "summary", "With a correction");
  await page.keyboard.press("Enter");
  for (const [field, words] of [["#wrong", "Blue Lantern"], ["#right", "Blue League"], ["#why", "the names were confused"], ["#approver", "omar"]]) {
    await pressUntil(page, "Tab", field ?? "");
    await page.keyboard.type(words ?? "");
  }
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Version 2", exact: true }).waitFor();
  await page.goto(new URL("/reports/corrections", page.url()).href);
  assert.match(await page.locator("main").innerText(), /An earlier version referred to “Blue Lantern”/);

  assert.deepEqual(watched.complaints, []);
  assert.deepEqual(await watched.mediaSoFar(), []);
  await desk.stop();
});

for (const language of /** @type {const} */ (["en", "ar"])) {
  test(`a published page in ${language} loads nothing, breaks no policy, and axe finds nothing`, async () => {
    const desk = await stage.shelf.desk();
    const editor = await open(stage.browser, desk);
    const report = await reportOf(editor.page, language);
    const watched = await beside(editor);
    for (const path of [`${report}/versions/1`, `${report}/frame`]) {
      await watched.page.goto(`${watched.origin}${path}`);
      assert.equal(await watched.page.locator("html").getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
      // The style sheet that its policy names by hash is the one it carries.
      const measure = await watched.page.locator("article").evaluate((article) => getComputedStyle(article).maxInlineSize);
      assert.equal(measure, "672px");
    }
    assert.deepEqual(watched.complaints, []);
    assert.deepEqual(watched.strangers, []);
    await desk.stop();
    // The link of a desk opens it once.
    const again = await stage.shelf.desk();
    const { page } = await open(stage.browser, again, { bypassCSP: true });
    const same = await reportOf(page, language);
    for (const path of [`${same}/versions/1`, `${same}/frame`]) {
      const answer = await page.goto(new URL(path, page.url()).href);
      assert.equal(answer?.status(), 200);
      assert.deepEqual(await findings(page), [], path);
    }
    await again.stop();
  });
}
