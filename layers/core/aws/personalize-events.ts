import { PersonalizeEventsClient, PutEventsCommand } from "@aws-sdk/client-personalize-events";
import { OutcomeUnknown, type PutEvents } from "../domain/live-events.ts";
import { credentialsIn, type Elsewhere } from "./personalize-there.ts";

/** To the event tracker of the account that pipeline.yml names; without one, of our own. */
export const putEventsIn = (account: Elsewhere | undefined): PutEvents => {
  // One try: an event that is not sent now reaches the model with tonight's export.
  const client = new PersonalizeEventsClient({ maxAttempts: 1, ...credentialsIn(account) });
  return async ({ trackingId, userId, sessionId, events }, withinMs) => {
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
  };
};

/** A 4xx: it was read and refused. A 5xx, the network and our own time limit say nothing about what happened before them. */
const isAnswer = (error: unknown): boolean => {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return (status !== undefined && status < 500) || name === "CredentialsProviderError";
};
