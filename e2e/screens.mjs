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
 * Reveals the first pair and compares it in a mode, in colour.
 * @param {Page} page
 * @param {string} mode
 */
export async function compare(page, mode) {
  const pair = page.locator("fh-compare[data-state=revealed]").first();
  // A session that revealed a pair has it revealed when it comes back.
  if ((await pair.count()) === 0) await page.getByRole("button", { name: "Reveal both side by side" }).first().click();
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
  const path = typeof screen.path === "string" ? screen.path : await screen.path(page);
  const address = new URL(path, page.url());
  if (direction === "rtl") address.searchParams.set("dir", "rtl");
  await page.goto(address.href);
  await screen.act?.(page);
}
