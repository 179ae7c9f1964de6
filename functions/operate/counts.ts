/** `marts/counts.json`, written by the lake job from what it read and wrote. */
export interface CountsMart {
  generatedAt: string | number;
  job?: string;
  raw: { objects: number; lines: number };
  /** `redelivered`: lines that say an event of a request once more, because Firehose or a retry sent it again. */
  t1: { unique: number; duplicates: number; redelivered?: number; partitions: number; bots?: number; late?: number };
  /** `refused` by collect, `unreadable` to the job; `lines` is both. */
  quarantine: { lines: number; refused?: number; unreadable?: number };
  byDay?: (Counted & { day: string; rejected: number })[];
  bySource?: (Counted & { source: string })[];
}

/** `lines` of raw say `accepted` deliveries, of which `events` are the first of their id. */
interface Counted {
  lines: number;
  accepted: number;
  events: number;
  bots: number;
  late: number;
}

/** A day of arrival (UTC), as `npm run reconcile` has it too; its duplicates may be of events that came on another day. */
export interface DayOfCounts {
  day: string;
  received: number;
  accepted: number;
  rejected: number;
  unique: number;
}

/** One equation of the accounting identity, as the console writes it. */
export interface Equation {
  name: string;
  left: number;
  right: number;
  holds: boolean;
}

const equation = (name: string, left: number, right: number): Equation => ({
  name,
  left,
  right,
  holds: left === right,
});

/** The counts by tier, and whether they add up: what came in must be found again, once, in what came out. */
export const countTiers = ({ raw, t1, quarantine, byDay = [], bySource = [], ...rest }: CountsMart) => {
  const { unique, duplicates, redelivered = 0, partitions, bots = 0, late = 0 } = t1;
  const { unreadable = 0, refused = quarantine.lines - unreadable } = quarantine;
  const accepted = raw.lines - redelivered;
  return {
    ...rest,
    received: accepted + refused,
    rejected: refused,
    accepted,
    unique,
    duplicates,
    unreadable,
    redelivered,
    bots,
    late,
    objects: raw.objects,
    partitions,
    identity: [
      unreadable === 0
        ? equation("accepted = unique + duplicates", accepted, unique + duplicates)
        : equation("accepted = unique + duplicates + unreadable", accepted, unique + duplicates + unreadable),
    ],
    days: byDay.map(({ day, accepted, rejected, events }): DayOfCounts => ({
      day,
      received: accepted + rejected,
      accepted,
      rejected,
      unique: events,
    })),
    sources: bySource.map(({ source, accepted, events }) => ({ source, accepted, unique: events })),
  };
};
