import { stepNames, type Live, type Manifest, type Run } from "./run.ts";
import type { Pipeline } from "./pipeline.ts";

export type Promises = NonNullable<Pipeline["promises"]>;

/** One promise of pipeline.yml as it stands now. */
export interface PromiseState {
  readonly name: "model live in time" | "data fresh" | "run in time";
  readonly holds: boolean;
  /** For people: what was measured against what. */
  readonly measured: string;
  /** One breach has one id, however often it is seen. */
  readonly breach?: string;
}

const dayMs = 86_400_000;
const hours = (ms: number) => `${(ms / 3_600_000).toFixed(1)} h`;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** "2026-11-21 16:25" */
const minuteOf = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

/** How far the zone's clocks are ahead of UTC at that moment, ms. */
const offsetOf = (timeZone: string, at: number): number => {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return (
    Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) -
    Math.floor(at / 1000) * 1000
  );
};

/** The last moment, not after `now`, at which the zone's clocks showed that time. */
export const lastTime = (clock: string, timeZone: string, now: number): number => {
  const offset = offsetOf(timeZone, now);
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  const local = Math.floor((now + offset) / dayMs) * dayMs + (hour * 60 + minute) * 60_000;
  const moment = local - offset;
  return moment <= now ? moment : moment - dayMs;
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** How long an open run will still take, judged by earlier ones: the median of each step that is left. */
const remainingOf = (run: Run, earlier: readonly Run[], now: number): number =>
  stepNames.reduce((sum, step) => {
    const { status, startedAt = now } = run.steps[step];
    if (status === "done") return sum;
    const lengths = earlier.flatMap(({ steps }) => {
      const { startedAt: from, endedAt: to } = steps[step];
      return from === undefined || to === undefined ? [] : [to - from];
    });
    const spent = run.step === step ? now - startedAt : 0;
    return sum + Math.max(0, median(lengths) - spent);
  }, 0);

const newestClick = (live: readonly Live[], runs: readonly Run[]): number | undefined => {
  const times = live.flatMap(({ run: id }) => {
    const manifest = runs.find((run) => run.id === id)?.steps["export-datasets"].output as Manifest | undefined;
    const time = manifest?.lastEventTime == null ? Number.NaN : Number(manifest.lastEventTime);
    return Number.isFinite(time) ? [time] : [];
  });
  return times.length === 0 ? undefined : Math.min(...times);
};

/** Every promise measured. Nothing is promised of an installation that has never finished a run. */
export const measure = (
  promises: Promises,
  runs: readonly Run[],
  live: readonly Live[],
  now: number,
): PromiseState[] => {
  const succeeded = runs.filter(({ status, rollback }) => status === "succeeded" && !rollback);
  const oldest = Math.min(...succeeded.map(({ endedAt = Infinity }) => endedAt));
  const { liveBy, timeZone, dataNoOlderThan } = promises;
  const deadline = lastTime(liveBy, timeZone, now);
  const states: PromiseState[] = [];

  if (oldest < deadline) {
    const inTime = succeeded.find(({ endedAt = 0 }) => endedAt <= deadline && endedAt > deadline - dayMs);
    const words = `${liveBy} ${timeZone} of ${dayOf(deadline + offsetOf(timeZone, deadline))}`;
    states.push({
      name: "model live in time",
      holds: inTime !== undefined,
      measured: inTime
        ? `run ${inTime.id} was through before ${words}`
        : `no run was through in the day before ${words}`,
      ...(inTime ? {} : { breach: `late:${dayOf(deadline)}` }),
    });
  }

  const newest = newestClick(live, runs);
  if (newest !== undefined) {
    const age = now - newest;
    const holds = age <= dataNoOlderThan;
    states.push({
      name: "data fresh",
      holds,
      measured: `the newest click that is learnt from is ${hours(age)} old, ${hours(dataNoOlderThan)} promised`,
      ...(holds ? {} : { breach: `stale:${dayOf(now)}` }),
    });
  }

  const open = runs.find(({ status }) => status === "open");
  if (open && succeeded.length > 0) {
    const expected = now + remainingOf(open, succeeded, now);
    const next = deadline + dayMs;
    const holds = expected <= next;
    states.push({
      name: "run in time",
      holds,
      measured: `run ${open.id} will be through about ${minuteOf(expected)}, promised by ${minuteOf(next)} UTC`,
      ...(holds ? {} : { breach: `slow:${open.id}` }),
    });
  }
  return states;
};
