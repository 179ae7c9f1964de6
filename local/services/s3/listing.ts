import type { ObjectRow, ObjectTable } from "./object-table.ts";

export interface Question {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string | undefined;
  /** Only what sorts after this key. A common prefix counts as a whole: everything in it sorts before its end. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface Page {
  readonly objects: readonly ObjectRow[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page goes on; undefined on the last one. */
  readonly next: string | undefined;
}

const smallBatch = 8; // rows read at first: most of them would be leapt over when groups are large
export const lastCharacter = "\u{10FFFF}";

/** The group a key falls into: up to and including the first delimiter after the prefix. */
const groupOf = (key: string, { prefix, delimiter }: Question): string | undefined => {
  if (delimiter === undefined || delimiter === "") return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
};

/** One page of a listing. With a delimiter it leaps over each group, so that its cost is what it shows, not what it hides. */
export const listPage = (table: ObjectTable, question: Question): Page => {
  const { bucket, prefix, limit } = question;
  const objects: ObjectRow[] = [];
  const commonPrefixes: string[] = [];
  let last = question.after;
  const count = (): number => objects.length + commonPrefixes.length;
  let batch = smallBatch;
  if (limit === 0) return { objects, commonPrefixes, next: undefined };
  for (;;) {
    const rows = table.page(bucket, prefix, last, Math.min(batch, limit - count() + 1));
    batch *= 2;
    if (rows.length === 0) return { objects, commonPrefixes, next: undefined };
    for (const row of rows) {
      if (count() === limit) return { objects, commonPrefixes, next: last };
      const group = groupOf(row.key, question);
      if (group === undefined) {
        objects.push(row);
        last = row.key;
        continue;
      }
      commonPrefixes.push(group);
      last = group + lastCharacter;
      batch = smallBatch;
      break;
    }
  }
};
