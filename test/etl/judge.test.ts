import { describe, expect, it } from "@jest/globals";
import { judge, notYetText } from "../../etl/reconcile/judge.ts";
import { progressOf } from "../../etl/reconcile/waiting.ts";
import { aLakeWith, aLine, clicksKey, runLake } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

const later = (n: number): string => clicksKey.replace("clicks-1", `clicks-${n}`);
const keysOf = async (lake: MemoryLake): Promise<string[]> => (await progressOf(lake)).waiting.map(({ key }) => key);

describe("what waits for the lake job", () => {
  it("is everything before its first run, and then what came since", async () => {
    const lake = aLakeWith([aLine()]);
    expect(await keysOf(lake)).toEqual([clicksKey]);

    await runLake(lake);
    expect(await keysOf(lake)).toEqual([]);

    lake.lines(later(2), [aLine()]);
    lake.lines("raw/spill/received=2026-11-20/hour=12/r.ndjson.gz", [aLine()]);
    lake.lines("raw/errors/processing-failed/x.gz", ["{}"]);
    expect(await keysOf(lake)).toEqual([later(2), "raw/spill/received=2026-11-20/hour=12/r.ndjson.gz"]);
  });

  it("is told with its age and what to do", async () => {
    const lake = aLakeWith([aLine()]);
    const at = Date.UTC(2026, 10, 21);
    const before = await progressOf(lake);
    await runLake(lake);
    for (const n of [2, 3]) lake.lines(later(n), [aLine()]);

    expect(notYetText(before, at + 40_000)).toBe(
      "not yet: 1 object waits for the lake job, the oldest for 40 s. It has not run yet. Ask again when it has run, or let --wait do that.",
    );
    expect(notYetText(await progressOf(lake), at + 20 * 60_000)).toBe(
      "not yet: 2 objects wait for the lake job, the oldest for 20 min. It should have run by now: look at its last run and its log.",
    );
  });
});

describe("judging the books", () => {
  it("is put off while clicks wait, which break no identity", async () => {
    const [first, second] = [aLine(), aLine()];
    const lake = aLakeWith([first]);
    await runLake(lake);
    lake.lines(later(2), [second, { ...first, request_id: "again" }]);

    expect(await judge(lake)).toMatchObject({ notYet: { waiting: [{ key: later(2) }] } });
    await runLake(lake);
    expect(await judge(lake)).toMatchObject({ books: { problems: [], total: { accepted: 3, unique: 2 } } });
  });

  it("waits until all is taken, what comes meanwhile too, and tells how far it is", async () => {
    const lake = aLakeWith([aLine()]);
    const told: number[] = [];
    const meanwhile = [
      () => [2, 3].forEach((n) => lake.lines(later(n), [aLine()])),
      () => runLake(lake),
      () => Promise.reject(new Error("nothing is left to wait for")),
    ];

    const judgement = await judge(lake, {
      wait: true,
      onProgress: ({ waiting }) => told.push(waiting.length),
      pause: async () => meanwhile.shift()?.(),
    });

    expect(told).toEqual([1, 3]);
    expect(judgement).toMatchObject({ books: { problems: [], total: { accepted: 3 } } });
  });

  it("gives up when the job takes nothing for half an hour", async () => {
    const lake = aLakeWith([aLine()]);
    let now = 0;
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
      now += 10 * 60_000;
    };

    const judgement = await judge(lake, { wait: true, pause, now: () => now });

    expect(judgement).toMatchObject({ notYet: { waiting: [{ key: clicksKey }] } });
    expect(pauses).toBe(4);
  });

  it("reads again what the job wrote while it was read", async () => {
    const lake = aLakeWith([aLine({ event_id: "event-of-then" })]);
    await runLake(lake);
    const list = lake.list.bind(lake);
    let arrived = false;
    lake.list = async (prefix) => {
      if (prefix === "t1/events/" && !arrived) {
        arrived = true; // after raw was read, before T1 is
        lake.lines(later(2), [aLine()]);
        await runLake(lake);
      }
      return list(prefix);
    };

    expect(await judge(lake)).toMatchObject({ books: { problems: [], total: { accepted: 2 } } });
  });

  it("does not take an object that was changed for one that waits", async () => {
    const lake = aLakeWith([aLine(), aLine()]);
    await runLake(lake);
    lake.lines(clicksKey, [aLine({ event_id: "another-event" })]);

    const judgement = await judge(lake);

    expect(judgement).toMatchObject({
      books: { problems: expect.arrayContaining([expect.stringContaining("was another when T1 was made of it")]) },
    });
  });
});
