import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../local/free-port.ts";
import { startCloud } from "../../local/main.ts";
import { build } from "../../scripts/build/build.ts";
import { sha256 } from "../../scripts/demo/api.ts";
import { furnish } from "../../scripts/demo/demo.ts";
import { keysOf } from "../../scripts/instance/running.ts";
import type { Shop } from "../../scripts/petshop/shop.ts";
import { instanceAt, type Instance } from "./instance.ts";

/** A folder of its own below the system's temporary one. */
export const temporaryFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "millrace-story-")));

/** The whole cloud in this process: built functions, every service, an empty data directory unless one is given. */
export const openCloud = async ({ speed = 300, shop }: { speed?: number; shop?: Shop } = {}): Promise<
  Instance & {
    directory: string;
    /** Events that no retry helped. */
    deadLetters(): unknown[];
    /** What functions logged as errors. */
    errors(): string[];
    close(): Promise<void>;
  }
> => {
  await build({});
  const directory = temporaryFolder();
  const keys = keysOf(directory);
  const productDatabase = join(directory, "shop", "products.sqlite");
  if (shop) furnish(shop, directory, productDatabase);
  mkdirSync(join(directory, "site"), { recursive: true });
  writeFileSync(join(directory, "site", "config.json"), JSON.stringify({ writeKey: keys.web }));
  const sitePort = await freePort(0);
  const cloud = await startCloud({
    directory,
    speed,
    awsPort: 0,
    sitePort,
    environment: {
      MILLRACE_WRITE_KEYS: `${keys.web}:web,${keys.server}:server`,
      MILLRACE_ALLOWED_ORIGINS: `http://127.0.0.1:${sitePort}`,
      MILLRACE_CONSOLE_KEY_SHA256: sha256(keys.console),
      PRODUCT_DB: productDatabase,
    },
  });
  return {
    ...instanceAt(cloud, keys),
    directory,
    deadLetters: () => cloud.lambda.queue.deadLetters(),
    errors: () =>
      globSync(join(directory, "logs", "lambda", "*.log")).flatMap((file) =>
        readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line.includes('"level":"ERROR"')),
      ),
    async close() {
      await cloud.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
