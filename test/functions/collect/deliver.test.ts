import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { StreamRefused } from "@millrace/core/aws/firehose";
import type { StoredEvent } from "@millrace/core/domain/event";
import { deliver, type Patience } from "../../../functions/collect/deliver.ts";
import { chunk, pack, type PackedRecord } from "../../../functions/collect/pack.ts";

const record = (name: number | string): PackedRecord => ({ data: Buffer.from(`${name}\n`), of: [] });
const line = (member: unknown) => `${JSON.stringify(member)}\n`;
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));
const nameOf = (data: Buffer) => data.toString().trim();

const patience = (changes: Partial<Patience> = {}): Patience => ({
  remainingMs: () => 15_000,
  sleep: async () => {},
  random: () => 0.5,
  notice: () => {},
  ...changes,
});

/** Takes per call what its mask has a bit for; everything once the masks are used up. */
const masked = (masks: number[], alwaysAfter = true) => {
  const calls: string[][] = [];
  return {
    calls,
    put: async (data: Buffer[]) => {
      const mask = masks[calls.length];
      calls.push(data.map(nameOf));
      return data.map((_, index) => (mask === undefined ? alwaysAfter : (mask & (1 << index)) !== 0));
    },
  };
};

describe("deliver", () => {
  it("sends again exactly the records that were refused, for every mask of up to eight", async () => {
    for (let count = 1; count <= 8; count += 1)
      for (let mask = 0; mask < 1 << count; mask += 1) {
        const stream = masked([mask]);
        const left = await deliver(stream, records(count), patience());
        const all = records(count).map(({ data }) => nameOf(data));
        const refused = all.filter((_, index) => (mask & (1 << index)) === 0);
        expect(left).toEqual([]);
        expect(stream.calls).toEqual(refused.length === 0 ? [all] : [all, refused]);
      }
  });

  it("keeps every record exactly once, taken or left, whatever is refused how often", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 500 }), fc.array(fc.array(fc.boolean())), async (count, answers) => {
        const taken: string[] = [];
        let call = 0;
        const put = async (data: Buffer[]) => {
          const answer = answers[call] ?? [];
          call += 1;
          const verdict = data.map((_, index) => answer[index % Math.max(1, answer.length)] ?? false);
          taken.push(...data.filter((_, index) => verdict[index]).map(nameOf));
          return verdict;
        };
        const left = await deliver({ put }, records(count), patience());
        const everywhere = [...taken, ...left.map(({ data }) => nameOf(data))].sort();
        expect(everywhere).toEqual(
          records(count)
            .map(({ data }) => nameOf(data))
            .sort(),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("waits a random part of a growing while", async () => {
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
    };

    const left = await deliver(masked([], false), records(1), patience({ sleep, random: () => 0.5 }));

    expect(left).toHaveLength(1);
    expect(waits).toEqual([50, 100, 200, 400, 500]);
  });

  it("leaves the rest to the spill when time is short", async () => {
    let remaining = 3_600;
    const budgets: number[] = [];
    const put = async (data: Buffer[], withinMs: number) => {
      budgets.push(withinMs);
      remaining -= 400;
      return data.map(() => false);
    };

    const left = await deliver({ put }, records(2), patience({ remainingMs: () => remaining }));

    expect(left).toHaveLength(2);
    expect(budgets).toEqual([600]);
  });

  it("does not try again what Firehose will never take, and says so", async () => {
    const notices: unknown[] = [];
    const refusal = new StreamRefused("no such stream");
    const put = async () => {
      throw refusal;
    };

    expect(await deliver({ put }, records(3), patience({ notice: (error) => notices.push(error) }))).toHaveLength(3);
    expect(notices).toEqual([refusal]);
  });
});

describe("chunk", () => {
  it("stays under Firehose's limits and keeps the order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 }), (sizes) => {
        const given = sizes.map((size) => ({ data: Buffer.alloc(size) }));
        const chunks = chunk(given, { records: 7, bytes: 100 });
        expect(chunks.flat()).toEqual(given);
        for (const part of chunks) {
          expect(part.length).toBeLessThanOrEqual(7);
          expect(part.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});

describe("pack", () => {
  const event = (id: string): StoredEvent => ({ event_id: id }) as StoredEvent;

  it("puts whole lines into few records, each ending its last line", () => {
    const packed = pack(["a", "b", "c"].map(event), line, 40);

    expect(packed.map(({ data }) => data.toString())).toEqual([
      '{"event_id":"a"}\n{"event_id":"b"}\n',
      '{"event_id":"c"}\n',
    ]);
    expect(packed.map(({ of }) => of.length)).toEqual([2, 1]);
  });

  it("makes no record of nothing", () => {
    expect(pack([], line)).toEqual([]);
  });
});
