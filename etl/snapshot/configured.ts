import { productDatabase, usualTables, type ProductDatabase } from "@millrace/core/domain/product-database";
import type { Lake } from "../runner/lake.ts";
import { takeSnapshot, type Snapshot } from "./take-snapshot.ts";

/** The section of pipeline.yml, checked, as it was published with the ETL. */
export const settingsKey = "scripts/etl/product-database.json";

/** Copy what `pipeline.yml` names of the database that the environment names. Secrets are read here and go no further. */
export async function copyProductDatabase(
  work: { lake: Lake; now: number; progress: (message: string) => void },
  environment: Record<string, string | undefined> = process.env,
): Promise<Snapshot> {
  const { PRODUCT_DB_URL: url, PRODUCT_DB: path, PRODUCT_DB_SALT: salt } = environment;
  const published = (await work.lake.get(settingsKey))?.body.toString("utf8");
  const settings =
    published === undefined ? productDatabase.parse(usualTables) : (JSON.parse(published) as ProductDatabase);
  return takeSnapshot(settings, { url, path, salt }, work);
}
