/** Published reports: the sample's own, and one in Arabic that is made through the JSON API. */

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
 * The address of a report in this language with one published version.
 * @param {Page} page
 * @param {"en" | "ar"} language
 */
export async function reportOf(page, language) {
  if (language === "en") return "/reports/R-1";
  const [title, clause] = ["من فكّ البراغي؟", "الرابطة الزرقاء فكّت براغي جسر المشاة"];
  /** @type {{ report: string, title: string }[]} */
  const lines = await (await page.request.get("/api/v1/reports")).json();
  const known = lines.find((line) => line.title === title);
  if (known) return `/reports/${known.report}`;
  const outline = { title, publisher: "Wend Desk", site: "https://wend-desk.example", licence: "CC BY 4.0" };
  const begun = await send(page, "/reports", { language, incident: "I-1", ...outline });
  const path = `/reports/${begun.line.report}`;
  await send(page, `${path}/sentences`, { clause, bound: ["C-1"] });
  await send(page, `${path}/publish`, { approver: "boris" });
  return path;
}
