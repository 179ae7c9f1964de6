import type { Job } from "@millrace/core/aws/glue";
import { holdsClicks, partitionOf, prefixes } from "@millrace/core/domain/lake";
import type { ObjectStore } from "../../../local/services/s3/objects.ts";
import type { Arrival } from "./schedule.ts";

const manifest = "t1/manifest.json";
const t1Key = (date: string) => `${prefixes.t1Events}event_date=${date}/part-0.json`;

/** What T1 must be in the end: by key, the events of each date. An event told of twice belongs to the lesser date. */
export function expectedT1(arrivals: readonly Arrival[]): Map<string, string> {
  const dateOf = new Map<number, string>();
  for (const { key, events } of arrivals)
    if (holdsClicks(key))
      for (const [id, date] of events) {
        const known = dateOf.get(id);
        dateOf.set(id, known === undefined || date < known ? date : known);
      }
  const dates = Map.groupBy(
    [...dateOf].sort(([a], [b]) => a - b),
    ([, date]) => date,
  );
  return new Map([...dates].map(([date, events]) => [t1Key(date), JSON.stringify(events.map(([id]) => id))]));
}

/** Partitions that an object's arrival makes, as the catalog should know them: table, values, location. */
export const expectedPartitions = (keys: readonly string[], bucket: string): string[] =>
  [
    ...new Set(
      keys.flatMap((key) => {
        const found = partitionOf(key);
        return found ? [`${found.table} ${found.values.join("/")} s3://${bucket}/${found.prefix}`] : [];
      }),
    ),
  ].sort();

/**
 * The lake job as the catalog knows it: one run at a time, which makes T1 of what lay under raw/ when it began. That the real one
 * gives the same T1 in whatever order objects come is what `test/etl/incremental.test.ts` shows.
 */
export const scheduledJob = (objects: ObjectStore, bucket: string, remove: (key: string) => Promise<unknown>) => {
  const runs: { id: string; state: string; saw: string[] }[] = [];
  const job: Pick<Job, "start" | "runs"> = {
    async start() {
      if (runs[0]?.state === "RUNNING") return { started: false, reason: "concurrent" };
      const saw = [prefixes.clicks, prefixes.spill].flatMap((prefix) =>
        objects.list(bucket, prefix).map(({ key }) => key),
      );
      runs.unshift({ id: `jr_${runs.length + 1}`, state: "RUNNING", saw });
      return { started: true, id: `jr_${runs.length}` };
    },
    runs: async (limit) =>
      runs.slice(0, limit).map(({ id, state }) => ({ id, state, arguments: {}, startedOn: new Date(0) })),
  };
  const read = async (key: string): Promise<Arrival> => ({
    key,
    events: JSON.parse(String((await objects.get(bucket, key))?.body ?? "[]")) as Arrival["events"],
  });
  return {
    job,
    isIdle: () => runs[0]?.state !== "RUNNING",
    /** Ends the run under way; returns the keys it wrote. */
    async end(state: string): Promise<string[]> {
      const [run] = runs;
      if (run?.state !== "RUNNING") return [];
      if (state !== "SUCCEEDED") {
        run.state = state;
        return [];
      }
      const t1 = expectedT1(await Promise.all(run.saw.map(read)));
      for (const { key } of objects.list(bucket, prefixes.t1Events)) if (!t1.has(key)) await remove(key);
      for (const [key, body] of t1) await objects.put(bucket, key, Buffer.from(body));
      await objects.put(bucket, manifest, Buffer.from(JSON.stringify({ inputs: run.saw.map((key) => ({ key })) })));
      run.state = state;
      return [...t1.keys()];
    },
    async t1(): Promise<Map<string, string>> {
      const found = objects.list(bucket, prefixes.t1Events).map(({ key }) => key);
      const bodies = await Promise.all(found.map(async (key) => String((await objects.get(bucket, key))?.body)));
      return new Map(found.map((key, n) => [key, bodies[n] ?? ""]));
    },
  };
};
