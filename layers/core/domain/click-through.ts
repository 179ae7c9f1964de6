/** One hour of one placement, as `marts/click-through.json` counts it; `source` is the rung of the ladder that gave the lists. */
export interface ClickThroughHour {
  /** ms since the epoch. */
  readonly hour: number;
  readonly placement: string;
  readonly source: string;
  readonly lists: number;
  readonly views: number;
  readonly clicks: number;
}

export interface ClickThroughMart {
  readonly generatedAt: number;
  readonly hours: readonly ClickThroughHour[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Lists that a model made, fresh or kept; the others are the same whichever model serves. */
const byModel = new Set(["live", "memory", "table", "stale", "last-good", "batch"]);
/** So many days before are looked back at, at the same hours of the day. */
const daysBack = 7;
/** 95 %, one side: what is called worse is so in all but one of forty cases. */
const z = 1.96;

export interface Rate {
  readonly views: number;
  readonly clicks: number;
}

export interface Online {
  readonly now: Rate;
  readonly before: Rate;
  /** Clicks per view now by those before, and the highest it may be. Undefined where there are too few to say. */
  readonly ratio?: number;
  readonly atMost?: number;
}

const sumOf = (hours: readonly ClickThroughHour[]): Rate =>
  hours.reduce((sum, { views, clicks }) => ({ views: sum.views + views, clicks: sum.clicks + clicks }), {
    views: 0,
    clicks: 0,
  });

/**
 * How a model is clicked since it serves, beside the same hours of the seven days before it did: visitors differ by the hour. The
 * interval is of the ratio of two shares. Source: Katz et al. 1978.
 */
export const onlineOf = (mart: ClickThroughMart, placements: readonly string[], since: number): Online => {
  const own = mart.hours.filter(({ placement, source }) => placements.includes(placement) && byModel.has(source));
  const first = Math.ceil(since / hourMs) * hourMs; // the hour of the change belongs to neither
  const after = own.filter(({ hour }) => hour >= first);
  const clocks = new Set(after.map(({ hour }) => hour % dayMs));
  const earliest = since - daysBack * dayMs;
  const before = own.filter(({ hour }) => hour + hourMs <= since && hour >= earliest && clocks.has(hour % dayMs));
  const [a, b] = [sumOf(after), sumOf(before)];
  if (a.clicks === 0 || b.clicks === 0 || a.clicks > a.views || b.clicks > b.views) {
    // no click at all of many views is worse than anything; what was never clicked cannot be got worse than
    const isHopeless = a.clicks === 0 && a.views > 0 && b.clicks > 0 && b.clicks <= b.views;
    return isHopeless
      ? { now: a, before: b, ratio: 0, atMost: Math.min(1, 3 / a.views / (b.clicks / b.views)) } // the rule of three
      : { now: a, before: b };
  }
  const ratio = a.clicks / a.views / (b.clicks / b.views);
  const error = Math.sqrt(1 / a.clicks - 1 / a.views + 1 / b.clicks - 1 / b.views);
  return { now: a, before: b, ratio, atMost: ratio * Math.exp(z * error) };
};

/** Calls a second that campaigns of these placements answered in their busiest hour: lists that came from nowhere else. */
export const peakTps = (mart: ClickThroughMart, placements: readonly string[]): number => {
  const byHour = new Map<number, number>();
  for (const { hour, placement, source, lists } of mart.hours)
    if (source === "live" && placements.includes(placement)) byHour.set(hour, (byHour.get(hour) ?? 0) + lists);
  return Math.max(0, ...byHour.values()) / (hourMs / 1000);
};

/** When somebody last saw a list of these placements, ms; undefined: not in the mart's 14 days. */
export const lastSeen = (mart: ClickThroughMart, placements: readonly string[]): number | undefined => {
  const hours = mart.hours.filter(({ placement }) => placements.includes(placement)).map(({ hour }) => hour);
  return hours.length === 0 ? undefined : Math.max(...hours) + hourMs;
};
