import { PersonalizeEventsClient, PutEventsCommand } from "@aws-sdk/client-personalize-events";

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

// One try: an event that is not sent now reaches the model with tonight's export.
const client = new PersonalizeEventsClient({ maxAttempts: 1 });

/** Tell Personalize what just happened. Throws when it did not take all of it within `withinMs`. */
export async function putEvents(
  { trackingId, userId, sessionId, events }: LiveEvents,
  withinMs: number,
): Promise<void> {
  const command = new PutEventsCommand({
    trackingId,
    userId,
    sessionId,
    eventList: events.map(({ id, type, itemId, value, at, recommendationId }) => ({
      eventId: id,
      eventType: type,
      itemId,
      eventValue: value,
      sentAt: new Date(at),
      recommendationId,
    })),
  });
  await client.send(command, { abortSignal: AbortSignal.timeout(Math.max(1, withinMs)) });
}

export type PutEvents = typeof putEvents;
