import {
  mostEvents,
  OutcomeUnknown,
  type LiveEvent,
  type LiveEvents,
  type PutEvents,
} from "@millrace/core/domain/live-events";
import { interactionsOf } from "@millrace/core/domain/interactions";
import type { Accepted } from "./stamp.ts";

/** Personalize in real time is for what a visitor does now; older events reach it with the next export. */
const recentMs = 10 * 60_000;
/** All calls of a request together. A click must not wait longer for a better list. */
const budgetMs = 300;
/** A browser's request is one visitor, hence one call; an importer's many visitors are not worth a hundred. */
const mostCalls = 20;

export interface RealTime {
  /** Undefined before the first retraining has made a tracker. */
  trackingId: () => Promise<string | undefined>;
  putEvents: PutEvents;
  notice: (error: unknown) => void;
}

interface Call extends Omit<LiveEvents, "trackingId"> {
  sources: Accepted[];
}

/**
 * Send recent interactions to Personalize, and mark `streamed` on those events it took whole: they are left out of the
 * export, where they would count twice. A call that was not answered is returned, its events unmarked: whoever sees to it that it is
 * made again marks them. Whatever else fails here fails nothing: the event is stored unmarked.
 */
export async function stream(
  events: readonly Accepted[],
  { trackingId, putEvents, notice }: RealTime,
): Promise<Unanswered[]> {
  const calls = callsFor(events.filter(isForNow));
  if (calls.length === 0) return [];
  const unanswered: Unanswered[] = [];
  try {
    const tracker = await within(budgetMs, trackingId());
    if (tracker === undefined) return [];
    await Promise.all(
      calls.map(async ({ sources, ...call }) => {
        const live: LiveEvents = { trackingId: tracker, ...call };
        try {
          await putEvents(live, budgetMs);
          markStreamed(sources);
        } catch (error) {
          notice(error);
          if (error instanceof OutcomeUnknown) unanswered.push({ live, sources });
        }
      }),
    );
  } catch (error) {
    notice(error);
  }
  return unanswered;
}

/** A call to Personalize whose outcome nobody knows, and the events it was made for. */
export interface Unanswered {
  live: LiveEvents;
  sources: Accepted[];
}

export const markStreamed = (events: readonly Accepted[]): void => {
  for (const event of events) event.streamed = true;
};

/** The answer, or undefined when it takes longer. A late one is in memory by the next request. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  const { promise: tooLate, resolve: giveUp } = Promise.withResolvers<undefined>();
  const timer = setTimeout(giveUp, ms); // of node:timers/promises it would be an error to stop, and those are dear
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const isForNow = ({ event, times, request }: Accepted): boolean =>
  !request.is_bot &&
  event.consent.personalization !== "denied" &&
  Math.abs(request.received_at - times.event_time) <= recentMs &&
  interactionsOf(event).length > 0;

/** Ten interactions of one visitor's session to a call; an event's own are never split, so that it is taken whole or not. */
function callsFor(events: readonly Accepted[]): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, Call>();
  for (const accepted of events) {
    const { event } = accepted;
    const live = interactionsOf(event).map((interaction) => liveEvent(accepted, interaction));
    const userId = event.user_id ?? event.anonymous_id;
    if (userId === undefined || live.length > mostEvents) continue;
    const visit = JSON.stringify([userId, event.session_id]);
    let call = open.get(visit);
    if (call === undefined || call.events.length + live.length > mostEvents) {
      if (calls.length === mostCalls) continue;
      call = { userId, sessionId: event.session_id, events: [], sources: [] };
      open.set(visit, call);
      calls.push(call);
    }
    call.events.push(...live);
    call.sources.push(accepted);
  }
  return calls;
}

const liveEvent = (
  { event, times }: Accepted,
  { id, type, itemId, value }: ReturnType<typeof interactionsOf>[number],
): LiveEvent => ({
  id,
  type,
  itemId,
  ...(value === undefined ? {} : { value }),
  at: times.event_time,
  ...(event.recommendation === undefined ? {} : { recommendationId: event.recommendation.id }),
});
