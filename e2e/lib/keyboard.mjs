/** A person who has a keyboard and no mouse. */

/** @typedef {import("playwright-core").Page} Page */

/** More presses than any page of the sample case needs. */
const PATIENCE = 300;

/**
 * Presses a key until the focus is where it was meant to go.
 * @param {Page} page
 * @param {string} key
 * @param {string} selector what the focused element has to match
 * @param {string} [words] what its text or label has to hold
 */
export async function pressUntil(page, key, selector, words = "") {
  for (let press = 0; press < PATIENCE; press += 1) {
    await page.keyboard.press(key);
    const there = await page.evaluate(
      ([selector, words]) => {
        const element = document.activeElement;
        const said = `${element?.textContent} ${element?.getAttribute("aria-label") ?? ""}`;
        return element !== null && element.matches(selector) && said.includes(words);
      },
      [selector, words],
    );
    if (there) return;
  }
  throw new Error(`${PATIENCE} x ${key} did not lead to ${selector} ${words}`);
}
