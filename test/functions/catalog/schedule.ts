import * as fc from "fast-check";

/** An object that reaches the bucket, and what it tells: events by number, each with its date. */
export interface Arrival {
  key: string;
  events: [id: number, date: string][];
}

/** What happens next. Numbers name objects by the order in which they arrived, and wrap around. */
export type Step =
  | { does: "put" }
  /** Notifications of some objects, at the same time; the functions they wake die after so many calls. */
  | { does: "tell"; objects: number[]; isDirect: boolean; dies?: number }
  | { does: "end"; state: "SUCCEEDED" | "FAILED" }
  /** The job's end is told, or the timer comes. */
  | { does: "resume"; byTimer: boolean };

export interface Schedule {
  arrivals: Arrival[];
  steps: Step[];
}

const days = ["2026-11-20", "2026-11-21"];
const dates = ["2026-11-19", ...days];

const key = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ day: fc.constantFrom(...days), hour: fc.constantFrom("00", "08", "23"), name: fc.nat(3) })
      .map(({ day, hour, name }) => `raw/clicks/received=${day}/hour=${hour}/clicks +${name}.json`),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ day: fc.constantFrom(...days), name: fc.nat(2) })
      .map(({ day, name }) => `raw/spill/received=${day}/hour=08/${name}.json`),
  },
  fc.constantFrom(...days).map((day) => `raw/snapshots/orders/taken=${day}/part-0.ndjson.gz`),
  fc.constantFrom(...dates).map((day) => `raw/imports/old-shop/date=${day}/a.gz`),
);

const arrivals = fc.uniqueArray(
  fc.record({
    key,
    events: fc.array(fc.tuple(fc.nat(7), fc.constantFrom(...dates)), { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 5, selector: (arrival) => arrival.key },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ does: "put" }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant("tell" as const),
      objects: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }),
      isDirect: fc.boolean(),
      dies: fc.option(fc.nat(4), { nil: undefined, freq: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("end" as const),
      state: fc.oneof({ weight: 4, arbitrary: fc.constant("SUCCEEDED" as const) }, fc.constant("FAILED" as const)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("resume" as const), byTimer: fc.boolean() }) },
);

/** Notifications come in any order, more than once, or not at all; jobs fail; functions die; only the timer is sure to come again. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  arrivals,
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
});
