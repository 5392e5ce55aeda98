/**
 * Every screen of the desk in each state that matters. The browser tests walk this table, and so does
 * `cargo xtask pictures`: a new screen is one entry here.
 */

/**
 * @typedef {object} Screen
 * @property {string} name also the name of its picture
 * @property {import("./lib/desk.mjs").Filling} filling what the desk has in it
 * @property {string | ((page: Page) => Promise<string>)} path
 * @property {(page: Page) => Promise<void>} [act] what a person does before the screen looks like this
 * @property {true} [reveals] whether that lifts a veil, so that footage may be asked for
 */
/** @typedef {import("playwright-core").Page} Page */

/** @type {readonly Screen[]} */
export const screens = [
  { name: "inbox", filling: "sample", path: "/" },
  { name: "inbox-empty", filling: "empty", path: "/" },
  { name: "inbox-full", filling: "full", path: "/" },
  { name: "inbox-nothing-found", filling: "sample", path: "/?text=nobody-wrote-this" },
  { name: "footage", filling: "sample", path: (page) => footageOf(page, "alder-lane-footbridge.mp4") },
  { name: "footage-photo", filling: "sample", path: (page) => footageOf(page, "heron-mill-pond.jpg") },
  {
    name: "footage-revealed",
    filling: "sample",
    path: (page) => footageOf(page, "heron-mill-pond.jpg"),
    act: revealFirst,
    reveals: true,
  },
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
  { name: "seen", filling: "sample", path: "/seen" },
  { name: "intake", filling: "sample", path: "/intake" },
  { name: "jobs", filling: "sample", path: "/jobs" },
  { name: "jobs-empty", filling: "empty", path: "/jobs" },
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

/** @param {Page} page */
async function revealFirst(page) {
  await page.keyboard.press("v");
  await page.locator("fh-viewer[data-state=revealed]").first().waitFor();
}

/**
 * Goes to a screen and waits until it is as a person would meet it.
 * @param {Page} page
 * @param {Screen} screen
 * @param {"ltr" | "rtl"} [direction]
 */
export async function visit(page, screen, direction = "ltr") {
  const path = typeof screen.path === "string" ? screen.path : await screen.path(page);
  const address = new URL(path, page.url());
  if (direction === "rtl") address.searchParams.set("dir", "rtl");
  await page.goto(address.href);
  await screen.act?.(page);
}
