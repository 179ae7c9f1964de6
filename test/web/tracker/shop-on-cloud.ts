import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lake } from "../../../etl/runner/lake.ts";
import { freePort } from "../../../local/free-port.ts";
import { startCloud } from "../../../local/main.ts";
import { build } from "../../../scripts/build/build.ts";
import { keysOf } from "../../../scripts/instance/running.ts";
import { temporaryFolder } from "../../pipeline/cloud.ts";
import { instanceAt } from "../../pipeline/instance.ts";

export interface ShopOnCloud {
  /** Where everything is: `http://127.0.0.1:PORT`. */
  readonly site: string;
  readonly writeKey: string;
  /** A page with the script tag; `?anything` is another. */
  readonly page: string;
  lake(): Lake;
  /** Nothing listens any more. */
  stop(): Promise<void>;
  /** At the same address, with all it had. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

/** A page of a shop before the whole cloud: the built functions, every service, an empty lake. `others` are origins that may write too. */
export const openShopOnCloud = async (others: readonly string[] = []): Promise<ShopOnCloud> => {
  await build({});
  const directory = temporaryFolder();
  const keys = keysOf(directory);
  mkdirSync(join(directory, "site"), { recursive: true });
  writeFileSync(
    join(directory, "site", "page.html"),
    `<!doctype html><title>a shop</title><script src="/tracker.js" data-write-key="${keys.web}"></script>`,
  );
  const sitePort = await freePort(0);
  const origins = [`http://127.0.0.1:${sitePort}`, ...others];
  const start = (awsPort = 0) =>
    startCloud({
      directory,
      speed: 300,
      awsPort,
      sitePort,
      environment: { MILLRACE_WRITE_KEYS: `${keys.web}:web`, MILLRACE_ALLOWED_ORIGINS: origins.join(",") },
      say: () => {},
    });
  const portOf = (address: string): number => Number(new URL(address).port);
  let cloud = await start();
  return {
    site: cloud.site,
    writeKey: keys.web,
    page: `${cloud.site}/page.html`,
    lake: () => instanceAt(cloud, keys).lake,
    stop: () => cloud.close(),
    async startAgain() {
      cloud = await start(portOf(cloud.endpoint));
    },
    async close() {
      await cloud.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
