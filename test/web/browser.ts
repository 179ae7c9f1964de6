import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser, type BrowserContext, type BrowserContextOptions } from "playwright-core";

let launched: Promise<Browser> | undefined;

/** One Chromium for all tests of a file, from npm alone; unpacked into the temporary folder the first time. */
export const browser = (): Promise<Browser> => {
  launched ??= (async () =>
    playwright.launch({
      executablePath: await chromium.executablePath(),
      args: chromium.args.filter((argument) => argument !== "--single-process"),
      headless: true,
    }))();
  return launched;
};

/** Headless Chromium says so in its user agent, and collect would flag its clicks as a bot's. */
const userAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** A fresh profile. An error on a page makes `errors` grow; tests expect it empty. */
export const visit = async (options: BrowserContextOptions = {}) => {
  const context: BrowserContext = await (await browser()).newContext({ userAgent, locale: "ko-KR", ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // a refused key is answered 401, which Chromium reports as an error of the network
    if (message.type() === "error" && !message.text().includes("status of 401")) errors.push(message.text());
  });
  return { context, page, errors };
};

export const closeBrowser = async (): Promise<void> => {
  const running = await launched;
  launched = undefined;
  await running?.close();
};
