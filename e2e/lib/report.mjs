/** A published report of the sample case, made through the JSON API, for screens and tests. */

/** @typedef {import("playwright-core").Page} Page */

/**
 * Sends JSON to the desk as its own pages do.
 * @param {Page} page any page of the desk
 * @param {string} path
 * @param {unknown} data
 */
export async function send(page, path, data) {
  const token = (await page.locator('meta[name="firsthand-token"]').getAttribute("content")) ?? "";
  const headers = { "X-Firsthand-Token": token, Origin: new URL(page.url()).origin };
  const answer = await page.request.post(`/api/v1${path}`, { data, headers });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? undefined : answer.json();
}

/**
 * Two clubs blame each other: an incident, an accusation and its denial. Made once a desk.
 * @param {Page} page
 */
export async function accusation(page) {
  const known = await (await page.request.get("/api/v1/incidents")).json();
  if (known.length > 0) return;
  await send(page, "/incidents", { title: "the footbridge came down", zone: "UTC", happened: "2026-09-14" });
  for (const name of ["Alder Watch", "Hill Club"]) await send(page, "/sources", { kind: "organisation", name });
  /** @param {string} source @param {string} stance @param {string} words */
  const say = (source, stance, words) =>
    send(page, "/say", {
      incident: "I-1", predicate: "caused by", object: "Hill Club", new_entity: "group", source, stance, words,
      page: "https://club.example/news", said: "2026-09-14",
    });
  await say("Alder Watch", "asserts", "They sawed through a beam");
  await say("Hill Club", "denies", "We did nothing of the kind");
}

/**
 * The address of a report in this language with one published version.
 * @param {Page} page
 * @param {"en" | "ar"} language
 */
export async function reportOf(page, language) {
  await accusation(page);
  const [title, clause] =
    language === "ar"
      ? ["من قطع العارضة؟", "نادي التل قطع عارضة من الجسر"]
      : ["Who sawed the beam?", "the Hill Club sawed through a beam"];
  /** @type {{ report: string, title: string }[]} */
  const lines = await (await page.request.get("/api/v1/reports")).json();
  const known = lines.find((line) => line.title === title);
  if (known) return `/reports/${known.report}`;
  const outline = { title, publisher: "Alder Desk", site: "https://desk.example", licence: "CC BY 4.0" };
  const begun = await send(page, "/reports", { language, incident: "I-1", ...outline });
  const path = `/reports/${begun.line.report}`;
  await send(page, `${path}/sentences`, { clause, bound: ["C-1"] });
  await send(page, `${path}/publish`, { approver: "omar" });
  return path;
}
