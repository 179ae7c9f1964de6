import type { WireEvent } from "@millrace/core/domain/event";
import { uuidV5 } from "./ids.ts";

const ours = "35dbd1b3-52f4-5b8f-a1bb-6d696c6c7261";

/** The id a row goes by once it was replaced: a later version comes under another id, for T1 keeps what came first of an id. */
export const versionId = (base: string, version: number): string =>
  version === 0 ? base : uuidV5(ours, `${base} ${version}`);

/** Takes the place of an event that is gone or replaced, under its id. `at` keeps it in that event's day. */
export const withdrawal = (event_id: string, at: number): WireEvent => ({
  event_id,
  event_name: "withdrawn",
  event_ts: at,
  anonymous_id: "withdrawn",
  session_id: "withdrawn",
  consent: {},
  context: { user_agent: "" }, // nobody's visit
});
