import { parseArgs } from "node:util";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import { findRunning, keysOf } from "./instance/running.ts";

const help = `npm run screenshot [-- --dir .millrace] [--page console|shop] [--sections now,shop,…] [--width 1280] [--out docs/console.png]

Takes a picture of a page of the running instance, in Chromium from npm.

  --sections   of the console, of either view: now, counts, runs, models, cards, shop, funnel, top-items, recommendations,
               keywords, performance, rising, quality; in the page's order, and folded ones stay folded
  --dark       as one who prefers dark sees it`;

/** What the picture in the README shows: what serves, what visitors do, and what became of the lists they were given. */
const shownSections = "now,runs,shop,funnel,keywords,top-items,recommendations";

/** In the page: leaves the named sections of both views, and of the frame only the title. */
const keepSections = (names: string[]): void => {
  for (const part of document.querySelectorAll<HTMLElement>("[data-view], #marts-status")) part.hidden = false;
  for (const section of document.querySelectorAll<HTMLElement>("section[aria-labelledby]"))
    section.hidden = !names.includes(section.getAttribute("aria-labelledby")?.replace(/-title$/, "") ?? "");
  for (const extra of document.querySelectorAll<HTMLElement>("#keep, #leave, #views")) extra.hidden = true;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      dir: { type: "string", default: ".millrace" },
      page: { type: "string", default: "console" },
      sections: { type: "string", default: shownSections },
      width: { type: "string", default: "1280" },
      dark: { type: "boolean", default: false },
      out: { type: "string", default: "docs/console.png" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const { site } = findRunning(values.dir);
  const address = values.page === "shop" ? `${site}/` : `${site}/console/#shop&key=${keysOf(values.dir).console}`;
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => argument !== "--single-process"),
    headless: true,
  });
  try {
    const page = await browser.newPage({
      viewport: { width: Number(values.width), height: 900 },
      deviceScaleFactor: 1,
      colorScheme: values.dark ? "dark" : "light",
    });
    await page.goto(address, { waitUntil: "networkidle" });
    if (values.page === "console") {
      await page.locator("#quality > *").first().waitFor();
      await page.evaluate(keepSections, values.sections.split(","));
    }
    await page.screenshot({ path: values.out, fullPage: true });
    console.log(`${values.out}: ${address.replace(/#.*/, "")}`);
  } finally {
    await browser.close();
  }
};

main().catch((error: unknown) => {
  console.error(`screenshot: ${(error as Error).message}`);
  process.exitCode = 1;
});
