import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { aLakeWith, aLine, clicksKey, runLake, type RawLine } from "./given.ts";
import { memoryLake, type MemoryLake } from "./memory-lake.ts";
import { breakAfter, killedAfter, resultOf, watched } from "./runs.ts";

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 20, 12);

/** Lines of a few events, told again by other requests and by redelivery, on other dates and earlier than before. */
const lines = fc
  .array(
    fc.record({
      event: fc.nat(12),
      request: fc.nat(20),
      arrived: fc.nat(6),
      date: fc.oneof(fc.integer({ min: -40, max: 2 }), fc.constantFrom(-800, -400, -390, 45)), // other years too
      name: fc.constantFrom("view_item", "search", "add_to_cart", "recommendation_click"),
      denied: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((drawn) => {
    const known = new Map<string, RawLine>();
    return drawn.map(({ event, request, arrived, date, name, denied }) => {
      const id = `${event}-${request}`;
      const line =
        known.get(id) ??
        aLine({
          event_id: `event-${event}`,
          event_name: name,
          event_time: noon + date * day,
          received_at: noon + arrived * day,
          request_id: `request-${request}`,
          request_index: event,
          request_count: 13,
          session_id: `session-${event % 3}`,
          search_term: name === "search" ? `term-${event % 2}` : undefined,
          recommendation: { id: "r", strategy: "home" },
          props: { b: 1, a: "x" },
          consent: { personalization: denied ? "denied" : "granted" },
        });
      known.set(id, line);
      return line;
    });
  });

/** Which file each line comes in, after which files the job runs, and after how many of its writes it is killed. */
const plans = lines.chain((all) =>
  fc.record({
    all: fc.constant(all),
    files: fc.array(fc.nat(4), { minLength: all.length, maxLength: all.length }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 }),
    runs: fc.array(fc.oneof(fc.constantFrom("none", "whole"), fc.nat(30)), { minLength: 5, maxLength: 5 }),
  }),
);

const fileKey = (file: number) => `raw/clicks/received=2026-11-2${file}/hour=12/clicks-${file}.gz`;

describe("the lake job, run again and again", () => {
  it("gives byte for byte what one run over everything gives, however lines are split, ordered, doubled and late, and jobs killed", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async ({ all, files, order, runs }) => {
        const often = memoryLake();
        const once = memoryLake();
        for (const [at, file] of order.entries()) {
          const held = all.filter((_, index) => files[index] === file);
          for (const lake of [often, once]) lake.lines(fileKey(file), [...held, ...(file === 3 ? ["{bad"] : [])]);
          const run = runs[at];
          if (run === "whole") await runLake(often);
          if (typeof run === "number") await killedAfter(often, run);
        }
        await runLake(often);

        await runLake(once);

        expect(resultOf(often)).toEqual(resultOf(once));
      }),
      { numRuns: Number(process.env["MILLRACE_RUNS"] ?? 2) },
    );
  }, 600_000);

  it("reads only what is new, and nothing of it when nothing is", async () => {
    const lake = aLakeWith([aLine({ event_date: "2026-11-19" })]);
    await runLake(lake);
    lake.lines("raw/clicks/received=2026-11-21/hour=00/b.gz", [aLine({ event_date: "2026-11-20" })]);
    const read = watched(lake);

    await runLake(lake);
    const once = [...read];
    await runLake(lake);

    expect(once.filter((key) => key.startsWith("raw/"))).toEqual(["raw/clicks/received=2026-11-21/hour=00/b.gz"]);
    expect(once).not.toContain("t1/events/event_date=2026-11-18/part-0.parquet");
    expect(read.slice(once.length)).toEqual(["t1/manifest.json", "marts/manifest.json"]);
  });

  it.each<[string, (lake: MemoryLake) => void]>([
    ["an object is not as it was read", (lake) => lake.lines(clicksKey, [aLine({ event_id: "other-event" })])],
    ["an object is gone", (lake) => lake.objects.delete(clicksKey)],
    ["T1 lost a partition", (lake) => lake.objects.delete("t1/events/event_date=2026-11-20/part-0.parquet")],
    ["somebody wrote into T1", (lake) => lake.lines("t1/events/event_date=2026-11-01/part-0.parquet", [])],
    ["the manifest is damaged", (lake) => lake.objects.set("t1/manifest.json", Buffer.from("{"))],
    ["a mart was removed", (lake) => lake.objects.delete("marts/sessions_by_day/part-0.parquet")],
  ])("makes anew what it must when %s", async (_, harm) => {
    const lake = aLakeWith([aLine()]);
    lake.lines(fileKey(1), [aLine({ event_date: "2026-11-19" })]);
    await runLake(lake);
    harm(lake);

    await runLake(lake);

    const fresh = memoryLake();
    for (const [key, body] of lake.objects) if (key.startsWith("raw/")) fresh.objects.set(key, body);
    await runLake(fresh);
    expect(resultOf(lake)).toEqual(resultOf(fresh));
  });

  it("is as if it had run whole, whichever of its writes a crash comes after", async () => {
    const started = aLakeWith([
      aLine({ event_id: "e-1", request_id: "r-1" }),
      aLine({ event_id: "e-2", request_id: "r-2" }),
    ]);
    await runLake(started);
    started.lines(fileKey(1), [
      aLine({ event_id: "e-1", request_id: "r-3", received_at: noon - day, event_date: "2026-11-19" }),
      aLine({ event_id: "e-3", request_id: "r-4" }),
    ]);
    const begin = () => {
      const lake = memoryLake();
      for (const [key, body] of started.objects) lake.objects.set(key, body);
      return lake;
    };
    const whole = begin();
    await runLake(whole);
    const steps = whole.writes.length + whole.removals.length;
    const ofT1 = whole.writes.filter((key) => key.startsWith("t1/")).length + whole.removals.length;

    for (let step = 0; step < steps; step += step < ofT1 ? 1 : 5) {
      const lake = begin();
      const mend = breakAfter(lake, step);
      await expect(runLake(lake)).rejects.toThrow("killed");
      mend();
      await runLake(lake);
      expect(resultOf(lake)).toEqual(resultOf(whole));
    }
  }, 300_000);

  it("makes everything anew when it is told to, and changes nothing by it", async () => {
    const lake = aLakeWith([aLine()]);
    await runLake(lake);
    const before = resultOf(lake);

    await runLake(lake, { full: true });

    expect(resultOf(lake)).toEqual(before);
  });
});
