import { parseArgs } from "node:util";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import { findRunning, keysOf } from "./instance/running.ts";

const help = `npm run screenshot [-- --dir .millrace] [--page console|shop] [--out docs/console.png]

Takes a picture of a page of the running instance, in Chromium from npm.`;

const size = { width: 1280, height: 900 };

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      dir: { type: "string", default: ".millrace" },
      page: { type: "string", default: "console" },
      out: { type: "string", default: "docs/console.png" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const { site } = findRunning(values.dir);
  const address = values.page === "shop" ? `${site}/` : `${site}/console/#key=${keysOf(values.dir).console}`;
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => argument !== "--single-process"),
    headless: true,
  });
  try {
    const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 });
    await page.goto(address, { waitUntil: "networkidle" });
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
