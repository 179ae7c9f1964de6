/** The wall clock of a time zone at an instant, as the UTC fields of a Date. */
const wallClock = (time: number, zone: string): Date => {
  if (zone === "UTC") return new Date(time);
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, new Date(time).getUTCMilliseconds()));
};

const padded = (value: number, letters: string): string => String(value).padStart(letters.length, "0");
const named = (date: Date, options: Intl.DateTimeFormatOptions): string =>
  date.toLocaleDateString("en-US", { ...options, timeZone: "UTC" });

const year = (date: Date, letters: string): string =>
  letters.length === 2 ? padded(date.getUTCFullYear() % 100, letters) : padded(date.getUTCFullYear(), letters);

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;

/** Letters of Java's DateTimeFormatter that stand for one field each. */
const fields: Readonly<Record<string, (date: Date, letters: string) => string>> = {
  y: year,
  u: year,
  M: (date, letters) =>
    letters.length < 3
      ? padded(date.getUTCMonth() + 1, letters)
      : named(date, { month: letters.length === 3 ? "short" : "long" }),
  d: (date, letters) => padded(date.getUTCDate(), letters),
  D: (date, letters) => padded(dayOfYear(date), letters),
  E: (date, letters) => named(date, { weekday: letters.length < 4 ? "short" : "long" }),
  H: (date, letters) => padded(date.getUTCHours(), letters),
  h: (date, letters) => padded(date.getUTCHours() % 12 || 12, letters),
  a: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  m: (date, letters) => padded(date.getUTCMinutes(), letters),
  s: (date, letters) => padded(date.getUTCSeconds(), letters),
  S: (date, letters) =>
    String(date.getUTCMilliseconds()).padStart(3, "0").padEnd(letters.length, "0").slice(0, letters.length),
};

const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g;

/**
 * Formats as Java's DateTimeFormatter does, in English, for the letters that keys use: `yyyy/MM/dd/'hour='HH`. Throws
 * RangeError for another letter, an open quotation or an unknown zone.
 */
export const formatJava = (pattern: string, time: number, zone = "UTC"): string => {
  const date = wallClock(time, zone);
  return pattern.replace(token, (text: string, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
    if (text === "'") throw new RangeError(`the quotation in ${pattern} is not closed`);
    if (letter === undefined) return text;
    const write = fields[letter];
    if (write === undefined) throw new RangeError(`the pattern letter ${letter} in ${pattern} is not known here`);
    return write(date, text);
  });
};
