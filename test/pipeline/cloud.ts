import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  Instance & { directory: string; said: string[]; close(): Promise<void> }
> => {
  await build({});
  const directory = temporaryFolder();
  const keys = keysOf(directory);
  const productDatabase = join(directory, "shop", "products.sqlite");
  if (shop) furnish(shop, directory, productDatabase);
  mkdirSync(join(directory, "site"), { recursive: true });
  writeFileSync(join(directory, "site", "config.json"), JSON.stringify({ writeKey: keys.web }));
  const said: string[] = [];
  const cloud = await startCloud({
    directory,
    speed,
    awsPort: 0,
    sitePort: 0,
    say: (line) => said.push(line),
    environment: {
      MILLRACE_WRITE_KEYS: `${keys.web}:web,${keys.server}:server`,
      MILLRACE_CONSOLE_KEY_SHA256: sha256(keys.console),
      PRODUCT_DB: productDatabase,
    },
  });
  return {
    ...instanceAt(cloud, keys),
    directory,
    said,
    async close() {
      await cloud.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
