import { existsSync } from "node:fs";
import type { ProductDatabase } from "@millrace/core/domain/product-database";
import { DatabaseMismatch } from "./plan-table.ts";
import type { ProductDb } from "./product-db.ts";

/** Where the product database is, from the environment: a URL with its password, or a file of SQLite. */
export interface Address {
  url?: string | undefined;
  path?: string | undefined;
  salt?: string | undefined;
}

/** Why there is nothing to read; undefined when there is. */
export function missingOf({ url, path }: Address): string | undefined {
  if (url) return undefined;
  if (!path) return "neither PRODUCT_DB_URL nor PRODUCT_DB is set";
  return existsSync(path) ? undefined : "PRODUCT_DB names a file that does not exist";
}

/** Drivers are loaded when they are needed. */
export async function openProductDb({ url, path }: Address, settings: ProductDatabase): Promise<ProductDb> {
  const gently = { statementTimeoutMs: settings.statementTimeout, timeOffset: settings.timeOffset };
  if (!url) return (await import("./sqlite.ts")).openSqlite(path ?? "");
  if (/^postgres(ql)?:\/\//.test(url)) return (await import("./postgresql.ts")).openPostgresql(url, gently);
  if (url.startsWith("mysql://")) return (await import("./mysql.ts")).openMysql(url, gently);
  throw new DatabaseMismatch(
    "PRODUCT_DB_URL begins with postgresql:// or mysql://; a file of SQLite goes into PRODUCT_DB",
  );
}

/** SQLSTATE classes: 08 connection, 53 resources, 57 operator intervention (a timeout, a shutdown), 40 a serialization that failed. */
const passingStates = /^(08|53|57|40)[0-9A-Z]{3}$/;
const passingWords = /^(E(CONN|HOST|NET|PIPE|TIMEDOUT|AI_AGAIN)|ENOTFOUND|PROTOCOL_)/;
/** MySQL's and MariaDB's: too many connections, shutting down, a lock waited for, a deadlock, interrupted, timed out (both). */
const passingNumbers = new Set([1040, 1053, 1205, 1213, 1317, 1969, 3024]);

/** The database could not be read just now, and may be later; anything else is for a person to mend. */
export function isPassing(error: unknown): boolean {
  const { code, errno, message } = error as { code?: unknown; errno?: unknown; message?: unknown };
  if (typeof errno === "number" && passingNumbers.has(errno)) return true;
  if (typeof code === "string") return passingStates.test(code) || passingWords.test(code);
  return /timeout|Connection terminated/i.test(String(message));
}

/** What may be shown: an error of a driver, without the address and its password. */
export function told(error: unknown, { url = "", salt = "" }: Address): string {
  const { message, errors } = error as { message?: string; errors?: unknown[] };
  const text = message || (errors ?? []).map((each) => (each as Error).message).join("; ") || String(error);
  const secrets = [url, passwordOf(url), decodeURIComponent(passwordOf(url)), salt].filter((secret) => secret !== "");
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "…"), text);
}

const passwordOf = (url: string): string => /^[^:]+:\/\/[^:@/]*:([^@]*)@/.exec(url)?.[1] ?? "";
