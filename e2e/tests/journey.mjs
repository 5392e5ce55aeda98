/** A newcomer's first quarter of an hour: look at what came in, see a match, ask about a file. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { open } from "../lib/browser.mjs";
import { edit } from "../lib/edits.mjs";
import { pressUntil } from "../lib/keyboard.mjs";
import { stage } from "../lib/stage.mjs";
import { footageOf } from "../screens.mjs";

test("from the inbox to a match side by side, with the keyboard alone and no footage before it is asked for", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;

  await page.getByRole("heading", { level: 1, name: "Inbox" }).waitFor();
  await pressUntil(page, "j", "a", "breaking-river.mp4");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/footage/F-*");
  const text = await page.locator("main").innerText();
  assert.match(text, /Earliest known appearance/);
  assert.match(text, /2026-03-02 07:58 UTC/, "the walk in March is earlier than the breaking news of September");
  assert.deepEqual(await watched.mediaSoFar(), [], "footage was sent before anybody asked to look");

  await page.keyboard.press("v");
  const revealed = page.locator("fh-viewer[data-state=revealed]");
  await revealed.waitFor();
  await page.waitForFunction(() => (document.querySelector("video")?.readyState ?? 0) >= 1);
  assert.ok((await watched.mediaSoFar()).length > 0, "the reveal showed nothing");
  const shown = new URL((await revealed.locator("video").getAttribute("src")) ?? "", desk.origin);
  await page.keyboard.press("Escape");
  await page.locator("fh-viewer[data-state=veiled]").first().waitFor();
  assert.equal(await revealed.count(), 0, "Escape left something unveiled");
  assert.equal(await page.locator("video").count(), 0);
  // The page tells the desk without waiting for it.
  await assert.doesNotReject(until(async () => (await page.request.get(shown.href)).status() === 403));

  await pressUntil(page, "Tab", "button", "Reveal both side by side");
  await page.keyboard.press("Enter");
  const pair = page.locator("fh-compare[data-state=revealed]");
  await pair.waitFor();
  assert.equal(await pair.locator("[data-media]").count(), 2);
  await pair.locator("[data-media]").last().scrollIntoViewIfNeeded();
  const [one, other] = await Promise.all([0, 1].map((nth) => pair.locator("[data-media]").nth(nth).boundingBox()));
  assert.ok(one && other && one.y < other.y + other.height && other.y < one.y + one.height, "not side by side");
  await page.keyboard.press("Escape");

  assert.deepEqual(watched.complaints, []);
  assert.deepEqual(watched.strangers, []);
  await desk.stop();
});

test("a mirrored copy is laid over its original as it was measured, after the change was drawn without a pixel", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  await page.goto(await footageOf(page, "heron-mill-pond.jpg"));
  const drawn = page.locator("svg.change-frame");
  assert.ok((await drawn.count()) >= 2);
  assert.deepEqual(await watched.mediaSoFar(), [], "the drawing showed footage");

  await pressUntil(page, "Tab", "button", "Reveal both side by side");
  await page.keyboard.press("Enter");
  const pair = page.locator("fh-compare[data-state=revealed]");
  await pair.waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("fh-compare img")].every((img) => /** @type {HTMLImageElement} */ (img).complete));
  assert.equal(await pair.locator("svg.outline").count(), 2);
  await pressUntil(page, "Tab", "input[data-mode]");
  await pressUntil(page, "ArrowRight", "input[value=difference]");
  // Where the two show the same, their difference is dark: the copy lies on the original.
  const far = await page.evaluate(async () => {
    const side = (/** @type {string} */ role) => {
      const image = /** @type {HTMLImageElement} */ (document.querySelector(`fh-compare .${role} img`));
      return { image, box: image.getBoundingClientRect(), style: getComputedStyle(image) };
    };
    const [query, reference] = [side("query"), side("reference")];
    const corners = ["left", "top", "right", "bottom"].map((edge) => Math.abs(/** @type {any} */ (query.box)[edge] - /** @type {any} */ (reference.box)[edge]));
    return { corners, transform: query.style.transform, width: reference.box.width };
  });
  assert.match(far.transform, /^matrix/);
  assert.ok(Math.max(...far.corners) < far.width * 0.2, `the query lies elsewhere: ${JSON.stringify(far)}`);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("[data-media]").count(), 0);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("two videos are stepped together, each at the moment that belongs to the other's", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  await page.goto(await footageOf(page, "breaking-river.mp4"));
  const match = page.locator(".match", { hasText: "breaking-river.mp4" }).filter({ hasText: "alder-lane-footbridge.mp4" }).first();
  await match.getByRole("button", { name: "Reveal both side by side" }).press("Enter");
  const pair = page.locator("fh-compare[data-state=revealed]");
  await pair.waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("fh-compare video")].every((video) => /** @type {HTMLVideoElement} */ (video).readyState >= 2));
  const times = () => page.evaluate(() => [...document.querySelectorAll("fh-compare video")].map((video) => /** @type {HTMLVideoElement} */ (video).currentTime));
  const [before = 0] = await times();
  await pair.getByRole("button", { name: "1 s on" }).press("Enter");
  await page.keyboard.press(".");
  await until(async () => Math.abs(((await times())[0] ?? 0) - before - 1.04) < 0.02);
  const [query = 0, reference = 0] = await times();
  assert.ok(Math.abs(query - reference) < 0.3, `both run from the same start: ${query} and ${reference}`);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("a rejected match goes apart, what is common is muted, and the threshold says what it does", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  await page.goto(await footageOf(page, "saturday-market.jpg"));
  await page.getByRole("button", { name: "Reject: not a match" }).first().press("Enter");
  await page.getByText("pair was rejected by a person").waitFor();
  await page.locator("details.aside > summary").press("Enter");
  await page.getByRole("button", { name: "Take the decision back" }).first().press("Enter");
  await page.getByText("pair was rejected by a person").waitFor({ state: "detached" });

  await page.locator("details.mark-common > summary").first().press("Enter");
  await page.getByLabel("What it is").first().fill("test card");
  await page.getByRole("button", { name: "Mark as common" }).first().press("Enter");
  await page.getByRole("heading", { name: "Marked as common", exact: true }).waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await page.waitForURL("**/matching");
  await page.getByRole("radio", { name: /never/ }).check();
  await page.getByRole("button", { name: "Set" }).press("Enter");
  await page.locator("tr", { hasText: "never" }).getByText("now", { exact: true }).waitFor();
  await page.getByRole("button", { name: /Release/ }).press("Enter");
  await page.getByText("Nothing is marked.").waitFor();
  assert.deepEqual(await watched.mediaSoFar(), []);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("a mirrored, smaller copy of a photo is asked about with the keyboard alone and recognised", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  const heron = (await footageOf(page, "heron-mill-pond.jpg")).split("/").at(-1) ?? "";
  const file = await edit(join(stage.shelf.files, "heron-mill-pond.jpg"), ["-vf", "hflip,scale=500:-2"], join(stage.shelf.folder, "asked.jpg"));

  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.waitForURL("**/seen");
  // Asked for early: the browser is told to hand the chooser over in the background, which may come after a quick key.
  const chooser = page.waitForEvent("filechooser");
  await pressUntil(page, "Tab", "#file");
  await page.keyboard.press("Space");
  await (await chooser).setFiles(file);
  const answer = page.locator("#answer article");
  await answer.waitFor();
  const text = await answer.innerText();
  assert.match(text, /Seen before/);
  assert.match(text, /mirrored/);
  assert.ok(text.includes(heron), `the answer names ${heron}:\n${text}`);
  assert.match(text, /earliest known/i);
  assert.deepEqual(await watched.mediaSoFar(), [], "an answer showed footage");
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

test("a dropped clip is found with its seconds, and is not kept", async () => {
  const desk = await stage.shelf.desk();
  const watched = await open(stage.browser, desk);
  const { page } = watched;
  const kept = async () => (await (await page.request.get("/api/v1/inbox")).json()).counts.all;
  const before = await kept();
  // Four seconds of the clip, then long enough a still for a first look to be worth it.
  const cut = ["-ss", "2", "-t", "24", "-vf", "trim=duration=4,tpad=stop_mode=clone:stop_duration=20", "-c:v", "libx264", "-g", "25", "-crf", "30", "-an"];
  const file = await edit(join(stage.shelf.files, "alder-lane-footbridge.mp4"), cut, join(stage.shelf.folder, "dropped.mp4"));

  await page.goto("/seen");
  const bytes = (await readFile(file)).toString("base64");
  const dropped = await page.evaluateHandle((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], "dropped.mp4"));
    return data;
  }, bytes);
  const first = page.waitForResponse((response) => response.url().endsWith("/seen/file?look=first"));
  await page.locator("fh-drop").dispatchEvent("drop", { dataTransfer: dropped });
  // A first look at the key frames answers, and the whole answer comes in its place by itself.
  const answer = page.locator("#answer article:not(:has(progress))");
  await answer.waitFor();
  const glimpse = await (await first).text();
  assert.match(glimpse, /A first look/);
  assert.match(glimpse, /alder-lane-footbridge\.mp4/);
  const text = await answer.innerText();
  assert.match(text, /Seen before/);
  assert.match(text, /alder-lane-footbridge\.mp4/);
  assert.match(text, /0:02/, `the clip begins two seconds into the footage:\n${text}`);
  assert.equal(await kept(), before);
  assert.deepEqual(watched.complaints, []);
  await desk.stop();
});

/**
 * Waits until something holds; rejects when it does not within five seconds.
 * @param {() => Promise<boolean>} holds
 */
async function until(holds) {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it did not come to hold within five seconds");
}
