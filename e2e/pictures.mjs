/**
 * Writes a picture of every screen into the folder named on the command line: light, dark, from right to left, and
 * at 400 % zoom. `cargo xtask pictures` calls it.
 */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { launch, open } from "./lib/browser.mjs";
import { Shelf } from "./lib/desk.mjs";
import { screens, visit } from "./screens.mjs";

/** @type {Record<string, import("./lib/browser.mjs").Look>} */
const looks = {
  light: {},
  dark: { colours: "dark" },
  rtl: { direction: "rtl" },
  zoom: { width: 320 },
};

const [folder, only = ""] = process.argv.slice(2);
if (!folder) throw new Error("usage: node pictures.mjs FOLDER [PART OF A SCREEN'S NAME]");
await mkdir(folder, { recursive: true });

const shelf = await Shelf.open();
const browser = await launch();
try {
  const wanted = screens.filter(({ name }) => name.includes(only));
  for (const filling of new Set(wanted.map((screen) => screen.filling))) {
    for (const [name, look] of Object.entries(looks)) {
      const desk = await shelf.desk(filling);
      const { page } = await open(browser, desk, look);
      for (const screen of wanted.filter((screen) => screen.filling === filling)) {
        await visit(page, screen, look.direction);
        await page.screenshot({ path: join(folder, `${screen.name}-${name}.png`), fullPage: true });
        console.log(`${screen.name}-${name}.png`);
      }
      await page.context().close();
      await desk.stop();
    }
  }
} finally {
  await browser.close();
  await shelf.close();
}
