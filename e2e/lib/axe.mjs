/** Asks axe, the accessibility checker, what it finds on a page. */

import axe from "axe-core";

/**
 * What axe finds, one line a finding with the first place where it was found. The page's context has to bypass its
 * policy, which refuses foreign scripts.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function findings(page) {
  await page.evaluate(axe.source);
  const results = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    // @ts-expect-error axe was added to the page a line above
    return /** @type {import("axe-core").AxeResults} */ (await window.axe.run({ runOnly: tags }));
  });
  return results.violations.map((finding) => {
    const [place] = finding.nodes;
    return `${finding.id}: ${finding.help} (${finding.nodes.length} x, e.g. ${place?.target} ${place?.failureSummary})`;
  });
}
