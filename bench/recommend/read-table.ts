import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Interactions, InteractionsBuilder } from "../../local/recommender/interactions.ts";

/** Names under which the columns go in the wild; the first that is there counts. */
const NAMES = {
  user: ["session", "session_id", "sessionid", "user", "user_id", "userid", "customerid", "visitor", "visitorid"],
  item: ["item", "item_id", "itemid", "stockcode", "product", "product_id", "movieid"],
  time: ["timestamp", "time", "order", "ts", "invoicedate", "date"],
  type: ["event_type", "eventtype", "event", "behavior"],
} as const;

/** A table of events. `.gz` or not; tab, comma or semicolon between the values. Throws when a column is missing. */
export function readEvents(files: readonly string[]): Interactions {
  const builder = new InteractionsBuilder();
  for (const file of files) for (const row of rowsOf(file)) builder.add(row.user, row.item, row.time, row.type);
  return builder.build();
}

function* rowsOf(file: string): Generator<{ user: string; item: string; time: number; type: string }> {
  const bytes = readFileSync(file);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  const headEnd = text.indexOf("\n");
  const head = text.slice(0, headEnd).replace("\r", "");
  const separator = ["\t", ",", ";"].find((each) => head.includes(each)) ?? ",";
  const names = head.split(separator).map((name) => name.replaceAll('"', "").trim().toLowerCase());
  const place = (wanted: readonly string[]) => wanted.map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1;
  const [user, item, time, type] = [place(NAMES.user), place(NAMES.item), place(NAMES.time), place(NAMES.type)];
  if (user < 0 || item < 0)
    throw new Error(`${file}: no column for ${user < 0 ? NAMES.user.join("|") : NAMES.item.join("|")} in: ${head}`);
  let from = headEnd + 1;
  for (let line = 0; from < text.length; line++) {
    const end = text.indexOf("\n", from);
    const to = end === -1 ? text.length : end;
    const values = valuesOf(text.slice(from, to), separator);
    from = to + 1;
    const [who, what] = [values[user] ?? "", values[item] ?? ""];
    if (who === "" || what === "") continue;
    yield { user: who, item: what, time: time < 0 ? line : secondsOf(values[time] ?? ""), type: values[type] ?? "" };
  }
}

function valuesOf(row: string, separator: string): string[] {
  const line = row.endsWith("\r") ? row.slice(0, -1) : row;
  if (!line.includes('"')) return line.split(separator);
  const values: string[] = [];
  let value = "";
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      values.push(value);
      value = "";
    } else value += character;
  }
  return [...values, value];
}

function secondsOf(text: string): number {
  const number = Number(text);
  return Number.isNaN(number) ? Date.parse(`${text}Z`) / 1000 || Date.parse(text) / 1000 || 0 : number;
}
