import { CronExpressionParser } from "cron-parser";
import type { Clock } from "../../kernel/clock.ts";

/** An expression that EventBridge would refuse. */
export class InvalidSchedule extends Error {
  override readonly name = "InvalidSchedule";
}

export interface Schedule {
  /**
   * When it fires next, ms since the epoch; undefined when never again. `last` is when it fired before, or began.
   * What was missed meanwhile is not made up for: a rate fires once, a cron waits for its next time.
   */
  next(last: number, clock: Clock): number | undefined;
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** `rate(5 minutes)`: a wait, so the clock's speed shortens it. AWS insists on the right plural. */
const rate = (expression: string): Schedule => {
  const [, count = "", unit = "", plural = ""] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (count === "" || (count === "1") !== (plural === "")) throw new InvalidSchedule(expression);
  const everyMs = Number(count) * unitMs[unit as keyof typeof unitMs];
  return { next: (last, clock) => Math.max(clock.now(), last + clock.due(everyMs) - clock.now()) };
};

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The numbers that a field of plain parts stands for: `*`, `4`, `2-6`, `1/5`, and lists of them. */
const numbersOf = (field: string, low: number, high: number, names: readonly string[] = []): number[] => {
  const numberOf = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + low : /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= low && value <= high)) throw new InvalidSchedule(field);
    return value;
  };
  return field.split(",").flatMap((part) => {
    const [range = "", step, ...rest] = part.split("/");
    const [from = "", to, ...more] = range.split("-");
    if (rest.length > 0 || more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step)))
      throw new InvalidSchedule(field);
    const start = from === "*" ? low : numberOf(from);
    const end = to !== undefined ? numberOf(to) : from === "*" || step !== undefined ? high : start;
    if (end < start) throw new InvalidSchedule(field);
    const every = Number(step ?? 1);
    return Array.from({ length: Math.floor((end - start) / every) + 1 }, (_, index) => start + index * every);
  });
};

const firstYear = 1970;
const lastYear = 2199;

/** AWS counts days of the week from SUN = 1, cron from SUN = 0; `6L` is the last Friday, `6#3` the third one. */
const cronWeekday = (field: string): string => {
  const [, day = "", special = ""] = /^(\d|[A-Za-z]{3})(L|#[1-5])$/.exec(field) ?? [];
  const zeroBased = (text: string): string =>
    numbersOf(text, 1, 7, weekdays)
      .map((number) => number - 1)
      .join(",");
  return special === "" ? zeroBased(field) : zeroBased(day) + special;
};

/**
 * `cron(minutes hours day-of-month month day-of-week year)` in UTC, by the wall clock whatever its speed. One of the two
 * day fields is `?`. The nearest-weekday `W` is refused.
 */
const cron = (expression: string): Schedule => {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(/ +/) ?? [];
  const [minutes = "", hours = "", day = "", month = "", weekday = "", year = ""] = fields;
  if (fields.length !== 6 || (day === "?") === (weekday === "?") || /W/i.test(day))
    throw new InvalidSchedule(expression);
  const years = new Set(numbersOf(year, firstYear, lastYear));
  const line = `0 ${minutes} ${hours} ${day} ${month} ${weekday === "?" ? "*" : cronWeekday(weekday)}`;
  const after = (time: number): number | undefined => {
    for (let from = time; ;) {
      const found = CronExpressionParser.parse(line, { currentDate: new Date(from), tz: "UTC" })
        .next()
        .toDate();
      if (years.has(found.getUTCFullYear())) return found.getTime();
      const later = [...years].filter((candidate) => candidate > found.getUTCFullYear());
      if (later.length === 0) return undefined;
      from = Date.UTC(Math.min(...later), 0, 1) - 1;
    }
  };
  try {
    after(Date.UTC(firstYear, 0, 1)); // a day that never comes, such as 30 February, is refused too
  } catch (cause) {
    throw new InvalidSchedule(expression, { cause });
  }
  return { next: (last, clock) => after(Math.max(last, clock.now())) };
};

/** Reads a rule's schedule. Throws InvalidSchedule. */
export const parseSchedule = (expression: string): Schedule =>
  expression.startsWith("rate(") ? rate(expression) : cron(expression);
