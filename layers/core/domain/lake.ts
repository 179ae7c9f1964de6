/**
 * The grammar of the lake's keys: which prefix holds what, and what a key says about its partition.
 * Functions, the ETL and the local Glue read it from here, so no two of them can disagree.
 */
export const prefixes = {
  raw: "raw/",
  clicks: "raw/clicks/",
  spill: "raw/spill/",
  errors: "raw/errors/",
  snapshots: "raw/snapshots/",
  imports: "raw/imports/",
  /** Data of others, which a crawler describes: `raw/foreign/<name>/`. */
  foreign: "raw/foreign/",
  quarantine: "quarantine/",
  t1Events: "t1/events/",
  t1Copies: "t1/copies/",
  t2: "t2/",
  marts: "marts/",
} as const;

/** Tables of the product database that are photographed into `raw/snapshots/`. */
export const snapshotTables = ["products", "orders", "order_items", "users"] as const;
export type SnapshotTable = (typeof snapshotTables)[number];

/** Tables of the Glue database, with their partition keys in order. */
export const rawTables = {
  raw_clicks: ["received", "hour"],
  raw_imports: ["source", "date"],
  snapshots_products: ["taken"],
  snapshots_orders: ["taken"],
  snapshots_order_items: ["taken"],
  snapshots_users: ["taken"],
  t1_events: ["event_date"],
} as const satisfies Record<string, readonly string[]>;
export type RawTable = keyof typeof rawTables;

export interface Partition {
  table: RawTable;
  /** In the order of the table's partition keys. */
  values: string[];
  /** Key prefix of the partition, with its closing slash. */
  prefix: string;
}

const day = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const hour = String.raw`(?:[01]\d|2[0-3])`;
const clicks = new RegExp(`^raw/clicks/received=(${day})/hour=(${hour})/`);
const snapshots = new RegExp(`^raw/snapshots/(${snapshotTables.join("|")})/taken=(${day})/`);
const imports = new RegExp(`^raw/imports/([a-z0-9][a-z0-9_-]*)/date=(${day})/`);

const snapshotManifest = new RegExp(`^raw/snapshots/taken=${day}\\.json$`);

const events = new RegExp(`^t1/events/event_date=(${day})/`);

/**
 * The partition an object of raw/ or T1 belongs to; undefined for keys that belong to none: folder markers, spilled lines,
 * Firehose's own failures, anything outside those tables. A spill is data of the lake all the same: see `holdsClicks`.
 * `key` is the decoded key.
 */
export function partitionOf(key: string): Partition | undefined {
  if (key.endsWith("/")) return undefined;
  const click = clicks.exec(key);
  if (click) return { table: "raw_clicks", values: click.slice(1), prefix: click[0] };
  const snapshot = snapshots.exec(key);
  if (snapshot)
    return { table: `snapshots_${snapshot[1] as SnapshotTable}`, values: snapshot.slice(2), prefix: snapshot[0] };
  const imported = imports.exec(key);
  // an import's folder is named after its source alone; the partition's first value says it again
  if (imported) return { table: "raw_imports", values: imported.slice(1), prefix: imported[0] };
  const event = events.exec(key);
  if (event) return { table: "t1_events", values: event.slice(1), prefix: event[0] };
  return undefined;
}

/** Keys that belong to the lake and to no partition of a table of ours. */
export function isKnownOtherwise(key: string): boolean {
  return (
    [prefixes.spill, prefixes.errors, prefixes.foreign].some((prefix) => key.startsWith(prefix)) ||
    snapshotManifest.test(key)
  );
}

/** Keys whose lines are canonical events: what the lake job reads, and what makes it worth starting. */
export function holdsClicks(key: string): boolean {
  return (key.startsWith(prefixes.clicks) || key.startsWith(prefixes.spill)) && !key.endsWith("/");
}

/** Reason codes are words of ours, so they are safe in a key; anything else is a programming error. */
const reasonCode = /^[a-z][a-z0-9_]{0,63}$/;

/** Where the refused events of one request are kept, by reason: rewriting the same request rewrites the same object. */
export function quarantineKey(reason: string, receivedAt: number, requestId: string): string {
  if (!reasonCode.test(reason)) throw new RangeError(`not a reason code: ${JSON.stringify(reason)}`);
  return `${prefixes.quarantine}reason=${reason}/date=${dayOf(receivedAt)}/${safeName(requestId)}.ndjson.gz`;
}

/** Where collect puts lines that Firehose would not take. One object per request. */
export function spillKey(receivedAt: number, requestId: string): string {
  const at = new Date(receivedAt).toISOString();
  return `${prefixes.spill}received=${at.slice(0, 10)}/hour=${at.slice(11, 13)}/${safeName(requestId)}.ndjson.gz`;
}

/** A table of the product database as of a day. */
export function snapshotKey(table: string, taken: string): string {
  return `${prefixes.snapshots}${table}/taken=${taken}/part-0.ndjson.gz`;
}

/** Written when every table of the day is there. */
export function snapshotManifestKey(taken: string): string {
  return `${prefixes.snapshots}taken=${taken}.json`;
}

/** Folder of one run's Personalize files, with its closing slash. */
export function t2Prefix(run: string): string {
  return `${prefixes.t2}${run}/`;
}

/** Day in UTC, "YYYY-MM-DD", of milliseconds since the epoch. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** A request id comes from the gateway, or from a test; a key keeps only what needs no escaping anywhere. */
function safeName(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_.-]/g, "_").slice(0, 128);
}
