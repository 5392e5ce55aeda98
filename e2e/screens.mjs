/**
 * Every screen of the desk in each state that matters. The browser tests walk this table, and so does
 * `cargo xtask pictures`: a new screen is one entry here.
 */

import { reportOf } from "./lib/report.mjs";

/**
 * @typedef {object} Screen
 * @property {string} name also the name of its picture
 * @property {import("./lib/desk.mjs").Filling} filling what the desk has in it
 * @property {string | ((page: Page) => Promise<string>)} path
 * @property {(page: Page) => Promise<void>} [act] what a person does before the screen looks like this
 * @property {true} [reveals] whether that lifts a veil, so that footage may be asked for
 */
/** @typedef {import("playwright-core").Page} Page */

const PLACE = `/worksheets/new/place?${new URLSearchParams([
  ["width", "4000"],
  ...[
    ["the mast", "380", "50.107846, 14.403034"],
    ["the church", "1292", "50.102459, 14.402038"],
    ["the corner", "2174", "50.100986, 14.401428"],
    ["the bridge", "2830", "50.103274, 14.407013"],
    ["the tower", "3696", "50.104915, 14.418013"],
  ].flatMap(([name = "", x = "", position = ""], row) => [
    [`name_${row}`, name],
    [`x_${row}`, x],
    [`position_${row}`, position],
  ]),
])}`;

const ORDER = `/worksheets/new/order?${new URLSearchParams({
  first: "F-1",
  first_length: "30",
  second: "F-2",
  second_length: "20",
  what_0: "the cart by the bridge",
  in_first_0: "25",
  in_second_0: "2",
  says_0: "first_earlier",
  why_0: "it still stands in the first and lies on its side in the second",
  what_1: "the van with the ladder",
  in_first_1: "5",
  in_second_1: "4",
  says_1: "apart",
  from_1: "10",
  to_1: "60",
  why_1: "it drives from one place to the other",
})}`;

/** @type {readonly Screen[]} */
export const screens = [
  { name: "inbox", filling: "sample", path: "/" },
  { name: "inbox-empty", filling: "empty", path: "/" },
  { name: "inbox-full", filling: "full", path: "/" },
  { name: "inbox-nothing-found", filling: "sample", path: "/?text=nobody-wrote-this" },
  { name: "footage", filling: "sample", path: (page) => footageOf(page, "alder-lane-footbridge.mp4") },
  { name: "footage-photo", filling: "sample", path: (page) => footageOf(page, "heron-mill-pond.jpg") },
  { name: "footage-leads", filling: "sample", path: (page) => footageOf(page, "market-in-may.jpg") },
  {
    name: "footage-revealed",
    filling: "sample",
    path: (page) => footageOf(page, "heron-mill-pond.jpg"),
    act: revealFirst,
    reveals: true,
  },
  ...["side", "wipe", "difference"].map((mode) => ({
    name: `compare-${mode}`,
    filling: /** @type {const} */ ("sample"),
    path: (/** @type {Page} */ page) => footageOf(page, "heron-mill-pond.jpg"),
    act: (/** @type {Page} */ page) => compare(page, mode),
    reveals: /** @type {const} */ (true),
  })),
  { name: "matching", filling: "sample", path: "/matching" },
  { name: "matching-empty", filling: "empty", path: "/matching" },
  { name: "incidents", filling: "sample", path: "/incidents" },
  { name: "incidents-empty", filling: "empty", path: "/incidents" },
  { name: "incident", filling: "sample", path: "/incidents/I-1" },
  { name: "claim", filling: "sample", path: "/claims/C-1" },
  { name: "capture", filling: "sample", path: "/capture?post=mastodon/blue-12&words=We+did+not+touch+the+footbridge." },
  { name: "capture-from-scratch", filling: "sample", path: "/capture?incident=I-1" },
  { name: "contradictions", filling: "sample", path: "/conflicts" },
  { name: "entities", filling: "sample", path: "/entities" },
  { name: "entity", filling: "sample", path: "/entities/E-1" },
  { name: "sources", filling: "sample", path: "/sources" },
  { name: "source", filling: "sample", path: sourceNamed("The Valley Channel") },
  { name: "finding", filling: "sample", path: (page) => findingOn(page, "breaking-river.mp4", "date") },
  { name: "finding-waits", filling: "sample", path: (page) => findingOn(page, "trucks-race-here.mp4", "authenticity") },
  {
    name: "finding-form",
    filling: "sample",
    path: async (page) => `/findings/new?about=${(await footageOf(page, "breaking-river.mp4")).split("/").at(-1)}&pillar=date`,
  },
  { name: "reviews", filling: "sample", path: "/reviews", act: rejectAMatch },
  { name: "reviews-empty", filling: "empty", path: "/reviews" },
  { name: "worksheets", filling: "sample", path: "/worksheets" },
  { name: "worksheets-empty", filling: "empty", path: "/worksheets" },
  {
    name: "worksheet-sun",
    filling: "empty",
    path: "/worksheets/new/sun?position=52.1%2C+6.2&from=2026&offset=%2B01:00&ratio=2.2&ratio_error=0.05&bearing=328&bearing_error=2",
  },
  { name: "worksheet-place", filling: "empty", path: PLACE },
  { name: "worksheet-order", filling: "empty", path: ORDER },
  { name: "worksheet-refused", filling: "empty", path: "/worksheets/new/sun?position=nowhere&from=2026" },
  { name: "seen", filling: "sample", path: "/seen" },
  { name: "intake", filling: "sample", path: "/intake" },
  { name: "watches", filling: "sample", path: "/watches", act: watchAnAddress },
  { name: "watches-empty", filling: "empty", path: "/watches" },
  { name: "jobs", filling: "sample", path: "/jobs" },
  { name: "jobs-empty", filling: "empty", path: "/jobs" },
  { name: "reports", filling: "sample", path: async (page) => ((await reportOf(page, "en")), "/reports") },
  { name: "reports-empty", filling: "empty", path: "/reports" },
  { name: "report", filling: "sample", path: (page) => reportOf(page, "en") },
  { name: "report-in-arabic", filling: "sample", path: (page) => reportOf(page, "ar") },
  { name: "corrections", filling: "sample", path: "/reports/corrections" },
  { name: "doctor", filling: "sample", path: "/doctor" },
  { name: "design", filling: "empty", path: "/design" },
  { name: "not-found", filling: "empty", path: "/no-such-page" },
];

/**
 * The address of the footage that a file of the sample case belongs to, by the inbox's JSON twin.
 * @param {Page} page
 * @param {string} file
 */
export async function footageOf(page, file) {
  const answer = await page.request.get("/api/v1/inbox");
  const inbox = await answer.json();
  /** @type {{ name: string, footage: string | null }[]} */
  const items = inbox.items;
  const item = items.find(({ name }) => name === file);
  if (!item?.footage) throw new Error(`${file} belongs to no footage: ${answer.status()} ${JSON.stringify(item)}`);
  return `/footage/${item.footage}`;
}

/**
 * The address of a source's page.
 * @param {string} name
 */
function sourceNamed(name) {
  return async (/** @type {Page} */ page) => {
    /** @type {{ id: string, name: string }[]} */
    const sources = await (await page.request.get("/api/v1/sources")).json();
    const source = sources.find((known) => known.name === name);
    if (!source) throw new Error(`no source is called ${name}`);
    return `/sources/${source.id}`;
  };
}

/**
 * The address of the newest finding on a pillar of a file's footage.
 * @param {Page} page
 * @param {string} file
 * @param {string} pillar
 */
async function findingOn(page, file, pillar) {
  const about = (await footageOf(page, file)).split("/").at(-1);
  const found = await (await page.request.get(`/api/v1/findings/about/${about}`)).json();
  /** @type {{ pillar: string, holds: { id: string } | null, waits: { id: string } | null }[]} */
  const pillars = found.pillars;
  const row = pillars.find((row) => row.pillar === pillar);
  return `/findings/${(row?.waits ?? row?.holds)?.id}`;
}

/** Changes something on which findings of the sample case rest. @param {Page} page */
async function rejectAMatch(page) {
  await page.goto(await footageOf(page, "breaking-river.mp4"));
  const match = page.locator("article.match", { hasText: "alder-lane-footbridge.mp4" }).filter({ hasText: "breaking-river.mp4" });
  if ((await match.getAttribute("data-state")) !== "rejected") {
    await match.getByRole("button", { name: "Reject" }).click();
    await page.getByText("rejected: not a match").first().waitFor({ state: "attached" });
  }
  const direction = new URL(page.url()).searchParams.get("dir");
  await page.goto(direction ? `/reviews?dir=${direction}` : "/reviews");
}

/** @param {Page} page */
async function watchAnAddress(page) {
  await page.getByLabel("Address", { exact: true }).fill("https://courier.invalid/feed.xml");
  await page.getByRole("button", { name: "Watch it" }).click();
  await page.getByText("courier.invalid").first().waitFor();
  const direction = new URL(page.url()).searchParams.get("dir");
  if (direction) await page.goto(`/watches?dir=${direction}`);
}

/** @param {Page} page */
async function revealFirst(page) {
  await page.keyboard.press("v");
  await page.locator("fh-viewer[data-state=revealed]").first().waitFor();
}

/**
 * Reveals the first pair and compares it in a mode, in colour.
 * @param {Page} page
 * @param {string} mode
 */
export async function compare(page, mode) {
  const pair = page.locator("fh-compare[data-state=revealed]").first();
  await page.getByRole("button", { name: "Reveal both side by side" }).first().click();
  await pair.waitFor();
  await pair.getByRole("radio", { name: "Colour" }).check();
  await pair.locator(`input[data-mode][value=${mode}]`).check();
  await pair.scrollIntoViewIfNeeded();
}

/**
 * Goes to a screen and waits until it is as a person would meet it.
 * @param {Page} page
 * @param {Screen} screen
 * @param {"ltr" | "rtl"} [direction]
 */
export async function visit(page, screen, direction = "ltr") {
  // Who leaves a page veils it, and that may reach the desk after the next page was asked for: the veil first, then the way.
  if ((await page.locator("[data-state=revealed]").count()) > 0) {
    await Promise.all([page.waitForResponse("**/api/v1/veil"), page.keyboard.press("Escape")]);
  }
  const path = typeof screen.path === "string" ? screen.path : await screen.path(page);
  const address = new URL(path, page.url());
  if (direction === "rtl") address.searchParams.set("dir", "rtl");
  await page.goto(address.href);
  await screen.act?.(page);
}
