import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser, type BrowserContext, type BrowserContextOptions } from "playwright-core";

/** Of what the package starts Chromium with: one process dies of one page, and the others let pages do what no visitor's browser lets them. */
const unlikeAVisitors = new Set([
  "--single-process",
  "--disable-web-security",
  "--disable-site-isolation-trials",
  "--allow-running-insecure-content",
]);

const launch = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => !unlikeAVisitors.has(argument)),
    headless: true,
  });

/** What starts once and serves until it is closed. A start that failed is tried once more, and one that failed twice is not remembered. */
export const shared = <T>(start: () => Promise<T>) => {
  let started: Promise<T> | undefined;
  return {
    get: (): Promise<T> => {
      if (started !== undefined) return started;
      const starting: Promise<T> = start()
        .catch(start)
        .catch((error: unknown) => {
          if (started === starting) started = undefined;
          throw error;
        });
      started = starting;
      return starting;
    },
    /** What is running, no longer shared; undefined when nothing is. */
    release: async (): Promise<T | undefined> => {
      const running = started;
      started = undefined;
      return running?.catch(() => undefined);
    },
  };
};

const chromiums = shared(launch);

/** One Chromium for all tests of a file, from npm alone; unpacked into the temporary folder the first time. */
export const browser = (): Promise<Browser> => chromiums.get();

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
  await (await chromiums.release())?.close();
};
