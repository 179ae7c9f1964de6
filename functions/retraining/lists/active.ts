import { t2Prefix } from "@millrace/core/domain/lake";
import type { Reading } from "../judging/held-out.ts";
import { recordsOf } from "@millrace/core/domain/csv";

/** Users who did something within `withinMs` before the newest of all acts that export knew of, the latest first. */
export const activeUsers = async (
  run: string,
  { withinMs, most }: { withinMs: number; most: number },
  lake: Reading,
): Promise<string[]> => {
  const users: [user: string, second: number][] = [];
  for await (const { key } of lake.list(`${t2Prefix(run)}active/`)) {
    const text = (await lake.getBytes(key))?.toString("utf8") ?? "";
    let isHeader = true;
    for (const [user = "", second = ""] of recordsOf(text)) {
      if (!isHeader) users.push([user, Number(second)]);
      isHeader = false;
    }
  }
  const newest = users.reduce((latest, [, second]) => Math.max(latest, second), 0);
  return users
    .filter(([, second]) => (newest - second) * 1000 <= withinMs)
    .sort(([left, one], [right, other]) => other - one || (left < right ? -1 : 1))
    .slice(0, most)
    .map(([user]) => user);
};
