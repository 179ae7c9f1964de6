const number = new Intl.NumberFormat("en");
export const count = (value: number | undefined): string => (value === undefined ? "–" : number.format(value));

/** A metric: four digits, as differences show in the third. */
export const metricText = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(4));

/** "1.2 s", "3 min 05 s", "2 h 10 min". */
export const duration = (ms: number): string => {
  if (ms < 60_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
export const when = (time: string | number): string => {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : moment.format(date);
};

const timeOfDay = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
/** "15:36:09" */
export const clock = (ms: number): string => timeOfDay.format(ms);

export const dollars = (value: number): string => `$${value.toFixed(2)}`;

/** "normalized_discounted_cumulative_gain_at_25" → "NDCG@25". */
export const metricName = (name: string): string =>
  name
    .replace("normalized_discounted_cumulative_gain", "NDCG")
    .replace("mean_reciprocal_rank", "MRR")
    .replace(/_with_event_weights/, " weighted")
    .replace(/_at_(\d+)$/, "@$1")
    .replaceAll("_", " ");

/** Two figures of one metric stand side by side and differ: who measured which, on whom. */
export const whoseFigures =
  "Columns: Personalize's own metrics of each version. Verdicts: on held-out people where they say so.";

/** "12.3 %", "0.84 %", "0 %": two digits where one would hide a difference. */
export const percent = (value: number): string => {
  if (value === 0) return "0 %";
  return `${(value * 100).toFixed(Math.abs(value) < 0.01 ? 2 : 1)} %`;
};

const sign = (value: number): string => (value < 0 ? "−" : "+");

/** "+4.2 %" */
export const change = (value: number): string => `${sign(value)}${percent(Math.abs(value))}`;

/** A difference of two shares: "−0.62 points". */
export const points = (value: number): string => `${sign(value)}${(Math.abs(value) * 100).toFixed(2)}`;

const dayOnly = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
/** "2026-11-21" → "21 Nov". */
export const dayText = (day: string): string => dayOnly.format(new Date(day));
