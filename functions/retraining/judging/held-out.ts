import { t2Prefix } from "@millrace/core/domain/lake";
import type { Truth } from "@millrace/core/domain/list-metrics";
import { recordsOf } from "@millrace/core/domain/csv";

export interface Reading {
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number }>;
  getBytes(key: string): Promise<Buffer | undefined>;
}

/** Interactions an export withheld from training: user → item and second of each. */
export type HeldOut = ReadonlyMap<string, readonly (readonly [item: string, second: number])[]>;

/** What that run's export withheld; empty when it withheld nothing, or its files have expired. */
export const heldOutOf = async (run: string, lake: Reading): Promise<HeldOut> => {
  const users = new Map<string, [string, number][]>();
  for await (const { key } of lake.list(`${t2Prefix(run)}holdout/`)) {
    const text = (await lake.getBytes(key))?.toString("utf8") ?? "";
    let isHeader = true;
    for (const [user = "", item = "", second = ""] of recordsOf(text)) {
      if (!isHeader) users.set(user, [...(users.get(user) ?? []), [item, Number(second)]]);
      isHeader = false;
    }
  }
  return users;
};

export const truthOf = (heldOut: HeldOut): Truth =>
  new Map([...heldOut].map(([user, acts]) => [user, new Set(acts.map(([item]) => item))]));

/**
 * The users whose withheld interactions are news to an older model as well: each was withheld from it too, or happened after its
 * data end (`until`, ms). Anybody else it may have learnt by heart, and would be praised for it.
 */
export const newsTo = (older: HeldOut, until: number | undefined, heldOut: HeldOut): HeldOut =>
  new Map(
    [...heldOut].filter(([user, acts]) => {
      const withheld = new Set((older.get(user) ?? []).map((act) => act.join(" ")));
      return acts.every((act) => withheld.has(act.join(" ")) || (until !== undefined && act[1] * 1000 > until));
    }),
  );
