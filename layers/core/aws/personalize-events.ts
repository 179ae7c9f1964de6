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

/** Personalize may have taken the events, and may not: the call was not answered. Sending them again counts none twice. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}

// One try: an event that is not sent now reaches the model with tonight's export.
const client = new PersonalizeEventsClient({ maxAttempts: 1 });

/**
 * Tell Personalize what just happened. Throws OutcomeUnknown when it did not answer within `withinMs`, and what it said when
 * it refused. Of events with the same id only the first counts (API reference, Event.eventId), so a call may be repeated.
 */
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
  try {
    await client.send(command, { abortSignal: AbortSignal.timeout(Math.max(1, withinMs)) });
  } catch (error) {
    if (isAnswer(error)) throw error;
    throw new OutcomeUnknown("PutEvents was not answered", { cause: error });
  }
}

/** A 4xx: it was read and refused. A 5xx, the network and our own time limit say nothing about what happened before them. */
const isAnswer = (error: unknown): boolean => {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return (status !== undefined && status < 500) || name === "CredentialsProviderError";
};

export type PutEvents = typeof putEvents;
