import type { WireEvent } from "@millrace/core/domain/event";
import type { Found, Listener } from "../format.ts";
import { idOf } from "../ids.ts";
import { eventsOf } from "../json.ts";
import { linesOf } from "../lines.ts";
import { BadRow } from "../problems.ts";
import { withdrawal } from "../replacing.ts";
import type { KnownRows } from "./known-rows.ts";
import { NotALine, type Hit, type ReadLine } from "./hit.ts";
import type { Meaning, Rule } from "./rules.ts";
import { anonymous, sessions, type Where } from "./visitors.ts";

export interface LogOptions {
  readonly readLine: ReadLine;
  readonly rules: readonly Rule[];
  /** Whether pages no rule knows are page views. */
  readonly pageViews: boolean;
  /** Makes addresses into visitors nobody can turn back. */
  readonly secret: string;
  readonly user: Where | undefined;
  readonly visitor: Where | undefined;
  /** What else decides whose event a line is, in a word; the secret does not, for it may change. */
  readonly people: string;
  /** What the lines meant the last time. */
  readonly known: KnownRows;
}

const files =
  /\.(?:avif|bmp|css|eot|gif|ico|jpe?g|js|json|map|mjs|mp4|otf|pdf|png|svg|ttf|txt|webm|webmanifest|webp|woff2?|xml|zip)$/i;

const isServed = (status: number): boolean => (status >= 200 && status < 300) || status === 304;

/** What a request means, or why it means nothing to a shop. */
const meaningOf = ({ method, target, status }: Hit, { rules, pageViews }: LogOptions): Meaning | { skip: string } => {
  if (method === "") return { skip: "not HTTP" };
  if (!isServed(status) && !(status >= 300 && status < 400 && method === "POST")) return { skip: "not served" };
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  const query = new URLSearchParams(question < 0 ? "" : target.slice(question + 1));
  for (const rule of rules) {
    const meaning = files.test(path) ? undefined : rule(method, path, query);
    if (meaning) return meaning;
  }
  if (files.test(path)) return { skip: "static files" };
  if (method !== "GET") return { skip: "not GET" };
  return pageViews ? { event: "page_view" } : { skip: "no rule" };
};

/**
 * Access logs, line by line, and what lines meant by other rules before, withdrawn. Bots are sent like everyone: collect labels them
 * by their user agent.
 */
export async function* logEvents(path: string, options: LogOptions, listener: Listener): AsyncGenerator<Found> {
  const { readLine, secret, user, visitor, people, known } = options;
  const sessionOf = sessions();
  yield* eventsOf(linesOf(path, listener), listener, ({ line, text }): WireEvent | WireEvent[] | { skip: string } => {
    const hit = parsed(readLine, text, line);
    if (!hit) return { skip: "comments" };
    const meaning = meaningOf(hit, options);
    const { time, method, target, origin, status, address, userAgent } = hit;
    const isEvent = !("skip" in meaning);
    const base = hit.id === undefined ? idOf(time, method, target, status, address, userAgent) : idOf(hit.id);
    const { id, withdrawn } = known.judge(base, time, isEvent ? JSON.stringify([meaning, people]) : undefined);
    const before = withdrawn === undefined ? [] : [withdrawal(withdrawn, time)];
    if (!isEvent) {
      listener.onSkip(meaning.skip);
      return before;
    }
    const anonymous_id = visitor?.(hit)?.slice(0, 128) ?? anonymous(secret, hit);
    const user_id = meaning.user ?? user?.(hit);
    const event = {
      event_id: id ?? base,
      event_name: meaning.event,
      event_ts: time,
      anonymous_id,
      user_id,
      session_id: sessionOf(anonymous_id, time),
      page: {
        url: `${origin ?? ""}${target}`.slice(0, 2048),
        path: target.split("?", 1)[0]?.slice(0, 1024),
        referrer: hit.referrer?.slice(0, 2048),
      },
      item_id: meaning.item,
      search_term: meaning.term?.slice(0, 256),
      consent: {},
      context: { user_agent: userAgent.slice(0, 512) },
    };
    return [...before, event];
  });
}

const parsed = (readLine: ReadLine, text: string, line: number): Hit | undefined => {
  try {
    return readLine(text);
  } catch (error) {
    if (error instanceof NotALine) throw new BadRow(line, error.message);
    throw error;
  }
};
