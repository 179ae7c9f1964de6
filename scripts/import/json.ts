import type { WireEvent } from "@millrace/core/domain/event";
import type { Found, Listener } from "./format.ts";
import { linesOf } from "./lines.ts";
import { BadRow, UnreadableFile } from "./problems.ts";

export type Row = Readonly<Record<string, unknown>>;

export const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Its member, when it has one of its own: a row must not reach what every object inherits. */
export const member = (value: unknown, name: string): unknown =>
  isRow(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** The word for it, if the list has one: "constructor" is in no list, though every object answers to it. */
export const wordFor = (words: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;

/** A text, or a number as one; undefined for what sources write when they know nothing. */
export const textOf = (value: unknown): string | undefined => {
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" && text !== "(not set)" ? text : undefined;
};

export const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

/** A whole number of at least `least`. */
export const wholeOf = (value: unknown, least: number): number | undefined => {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number >= least ? number : undefined;
};

/** A list; also as Parquet writers nest it: `{list: [{element: …}]}`. */
export const listOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  const list = member(value, "list");
  if (!Array.isArray(list)) return [];
  return list.map((entry) => member(entry, "element") ?? member(entry, "item") ?? entry);
};

/** A three-letter currency, in capitals. */
export const currencyOf = (value: unknown): string | undefined => {
  const text = textOf(value)?.toUpperCase();
  return text !== undefined && /^[A-Z]{3}$/.test(text) ? text : undefined;
};

/** Human text within a limit, without half a character at its end. */
export const cut = (value: unknown, most: number): string | undefined => textOf(value)?.slice(0, most).toWellFormed();

/** The path of an address; undefined when it is none. */
export const pathOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : URL.parse(url)?.pathname;

/** A name of another world as an event name of ours: "Gift Card Bought" → gift_card_bought. Undefined when nothing is left. */
export const snakeOf = (name: string): string | undefined => {
  const snake = name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40);
  return snake === "" ? undefined : snake;
};

const mostProps = 50;

/** What else is known, as `props`: plain values under snake-case names. */
export const propsOf = (entries: Iterable<readonly [string, unknown]>) => {
  const props: Record<string, string | number | boolean> = {};
  let count = 0;
  for (const [name, value] of entries) {
    const key = snakeOf(name);
    if (key === undefined || count === mostProps || Object.hasOwn(props, key)) continue;
    const isPlain = typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
    const plain = isPlain ? value : typeof value === "string" ? cut(value, 1024) : undefined;
    if (plain === undefined) continue;
    props[key] = plain;
    count += 1;
  }
  return count === 0 ? undefined : props;
};

/** One JSON object per line. Throws UnreadableFile for a file that is one JSON list. */
export async function* jsonRows(path: string, listener: Listener): AsyncGenerator<{ line: number; row: Row }> {
  for await (const { line, text } of linesOf(path, listener)) {
    if (line === 1 && text.trimStart().startsWith("["))
      throw new UnreadableFile(
        `${path} is one JSON list; make it one object per line: jq -c '.[]' ${path} > rows.jsonl`,
      );
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch (error) {
      listener.onBadRow(new BadRow(line, `is no JSON: ${(error as Error).message.slice(0, 100)}`));
      continue;
    }
    if (isRow(row)) yield { line, row };
    else listener.onBadRow(new BadRow(line, "is no JSON object"));
  }
}

/** The events of rows that each are one or several, or are skipped, or are bad. */
export async function* eventsOf<T extends { line: number }>(
  rows: AsyncIterable<T>,
  listener: Listener,
  read: (row: T) => WireEvent | readonly WireEvent[] | { readonly skip: string },
): AsyncGenerator<Found> {
  for await (const row of rows) {
    try {
      const found = read(row);
      if ("skip" in found) listener.onSkip(found.skip);
      else for (const event of "event_id" in found ? [found] : found) yield { line: row.line, event };
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      listener.onBadRow(error);
    }
  }
}
