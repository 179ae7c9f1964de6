/** Most events of one PutEvents. */
export const mostEvents = 10;

/** One visitor's session, and what it did. */
export interface LiveEvents {
  trackingId: string;
  userId: string;
  sessionId: string;
  /** At most 10. */
  events: LiveEvent[];
}

export interface LiveEvent {
  id: string;
  type: string;
  itemId: string;
  value?: number;
  /** ms since the epoch. */
  at: number;
  recommendationId?: string;
}

/**
 * Tell Personalize what just happened. Throws OutcomeUnknown when it did not answer within `withinMs`, and what it said when
 * it refused. Of events with the same id only the first counts (API reference, Event.eventId), so a call may be repeated.
 */
export type PutEvents = (live: LiveEvents, withinMs: number) => Promise<void>;

/** Personalize may have taken the events, and may not: the call was not answered. Sending them again counts none twice. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}
