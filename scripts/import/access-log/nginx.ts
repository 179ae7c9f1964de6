import { UsageError } from "../problems.ts";
import { NotALine, requestOf, said, statusOf, type Hit, type ReadLine } from "./hit.ts";

/** nginx's own, which Apache writes too. Whatever a shop appended to it is let pass. */
export const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "21/Nov/2026:18:03:11 +0900" in ms. */
export const localTime = (text: string): number | undefined => {
  const read = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text);
  if (!read) return undefined;
  const [, day, name = "", year, hour, minute, second, sign, hours, minutes] = read;
  const month = months.indexOf(name);
  if (month < 0) return undefined;
  const zone = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  const time = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const isDay = new Date(time).getUTCDate() === Number(day); // the 31st of November would be the 1st of December
  return isDay && Number(hour) < 24 ? time - zone : undefined;
};

const timeOf = ({ time_local, time_iso8601, msec }: Readonly<Record<string, string>>): number => {
  const time = time_local
    ? localTime(time_local)
    : time_iso8601
      ? Date.parse(time_iso8601)
      : msec && /^\d+(\.\d+)?$/.test(msec)
        ? Math.round(Number(msec) * 1000)
        : undefined;
  if (time === undefined || Number.isNaN(time))
    throw new NotALine(`"${(time_local ?? time_iso8601 ?? msec ?? "").slice(0, 40)}" is no time`);
  return time;
};

const plainCharacter = /[\\^$.*+?()[\]{}|/]/g;
const literal = (text: string): string => text.replace(plainCharacter, "\\$&");

/**
 * A `log_format` as a pattern: each variable reaches to the character that follows it, which a log writes escaped inside a
 * value. Linear in the length of a line, whatever the line is.
 */
const patternOf = (format: string): { pattern: RegExp; names: string[] } => {
  const names: string[] = [];
  const parts = format.split(/\$\{?(\w+)\}?/);
  let source = literal(parts[0] ?? "");
  for (let at = 1; at < parts.length; at += 2) {
    const [name = "", after = ""] = [parts[at], parts[at + 1]];
    const isLast = at + 2 >= parts.length;
    if (after === "" && !isLast)
      throw new UsageError(`--log-format: nothing stands between $${name} and $${parts[at + 2]}`);
    names.push(name);
    const end = after[0];
    source += end === undefined ? "(.*)" : `((?:\\\\.|[^\\\\${literal(end)}])*)${literal(after)}`;
  }
  return { pattern: new RegExp(`^${source}${format === combined ? "(?: .*)?" : ""}$`, "u"), names };
};

/** nginx writes `\x22` for a quote, Apache `\"`. Bytes, so that Hangul comes out as Hangul. */
const unescaped = (text: string): string => {
  if (!text.includes("\\")) return text;
  const percent = text.replace(/%/g, "%25").replace(/\\x([0-9A-Fa-f]{2})/g, "%$1");
  try {
    return decodeURIComponent(percent).replace(/\\(["\\])/g, "$1");
  } catch {
    return text;
  }
};

const hitOf = (fields: Readonly<Record<string, string>>): Hit => {
  const { request, request_method, request_uri, status, scheme } = fields;
  const host = said(fields["host"]) ?? said(fields["http_host"]);
  return {
    time: timeOf(fields),
    ...(request_method && request_uri ? { method: request_method, target: request_uri } : requestOf(request ?? "")),
    origin: host === undefined ? undefined : `${said(scheme) ?? "https"}://${host}`,
    status: statusOf(status),
    referrer: said(fields["http_referer"]),
    userAgent: said(fields["http_user_agent"]) ?? "",
    address: said(fields["http_x_forwarded_for"])?.split(",")[0]?.trim() ?? fields["remote_addr"] ?? "",
    id: said(fields["request_id"]),
    fields,
  };
};

const jsonLine: ReadLine = (text) => {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    throw new NotALine("is no JSON");
  }
  if (typeof row !== "object" || row === null) throw new NotALine("is no JSON object");
  return hitOf(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])));
};

/** Reads lines of a `log_format`, or of one that writes JSON with nginx's variable names as keys. Throws UsageError. */
export const nginxLines = (format: string = combined): ReadLine => {
  if (format === "json") return jsonLine;
  const { pattern, names } = patternOf(format);
  const isKnown = (...any: string[]): boolean => any.some((name) => names.includes(name));
  if (!isKnown("time_local", "time_iso8601", "msec") || !isKnown("status") || !isKnown("request", "request_uri"))
    throw new UsageError("--log-format must have $time_local (or $time_iso8601, $msec), $status and $request");
  return (text) => {
    const read = pattern.exec(text);
    if (!read) throw new NotALine("is not of the log's format");
    return hitOf(Object.fromEntries(names.map((name, at) => [name, unescaped(read[at + 1] ?? "")])));
  };
};
