import {
  InvalidInputException,
  ResourceInUseException,
  ResourceNotFoundException,
  type Event,
} from "@aws-sdk/client-personalize-events";
import type * as sdk from "@aws-sdk/client-personalize-events";
import type { Api } from "../../../kernel/wire/service.ts";
import { camelCase } from "../camel-case.ts";
import type { Context } from "../context.ts";
import type { Acknowledgement } from "../data/impressions.ts";
import type { StreamedEvent } from "../data/streamed-events.ts";
import { isActive } from "../lifecycle.ts";
import { readSchema } from "../schema-fields.ts";

const said = (message: string) => ({ message, $metadata: {} });
const refuse = (message: string) => new InvalidInputException(said(message));

/** Properties are a JSON object in a string. */
function readProperties(properties: unknown): Record<string, unknown> {
  if (properties === undefined || properties === null) return {};
  try {
    const read: unknown = JSON.parse(properties as string);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  } catch {
    // told below
  }
  throw refuse("properties must be a JSON object in a string.");
}

/** A value as a CSV would have it. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function streamed(
  event: Event,
  groupArn: string,
  userId: string | undefined,
  sessionId: string,
): StreamedEvent & Acknowledgement {
  const properties = readProperties(event.properties);
  const seconds = (event.sentAt ?? new Date(Number.NaN)).getTime() / 1000;
  if (!Number.isFinite(seconds)) throw refuse("sentAt must be a timestamp.");
  const itemId = event.itemId ?? (typeof properties["itemId"] === "string" ? properties["itemId"] : undefined);
  const { eventType = "", eventValue, eventId, impression, recommendationId } = event;
  const shown = { impression, recommendationId };
  return { groupArn, userId, sessionId, itemId, eventType, eventValue, eventId, seconds, ...shown };
}

export const eventOperations = (context: Context) => {
  const { platform, trackers, datasets, schemas, rows } = context;

  const putRows = (
    datasetArn: string | undefined,
    type: "ITEMS" | "USERS",
    given: readonly { id: string | undefined; properties: unknown }[],
  ) => {
    const dataset = datasets.find(datasetArn ?? "");
    if (dataset?.type !== type)
      throw new ResourceNotFoundException(said(`Could not find ${type} dataset ${datasetArn ?? ""}`));
    if (!isActive(dataset.life, platform.clock.now()))
      throw new ResourceInUseException(said(`Dataset ${dataset.arn} is not ACTIVE.`));
    const { fields } = readSchema(schemas.get(dataset.schemaArn)?.schema ?? "");
    const idColumn = type === "ITEMS" ? "ITEM_ID" : "USER_ID";
    const columns = new Map(fields.filter(({ name }) => name !== idColumn).map(({ name }) => [camelCase(name), name]));
    const receivedAt = platform.clock.now();
    const read = given.map(({ id = "", properties }) => {
      // A row replaces the earlier one of that id whole: what it does not name is empty from now on.
      const values: Record<string, string | null> = Object.fromEntries(fields.map(({ name }) => [name, null]));
      values[idColumn] = id;
      for (const [property, value] of Object.entries(readProperties(properties))) {
        const column = columns.get(property);
        if (column === undefined) throw refuse(`Property ${property} is not in the schema of ${dataset.arn}.`);
        values[column] = textOf(value);
      }
      return { id, values, receivedAt };
    });
    platform.state.transaction(() => read.forEach((row) => rows.put(dataset.arn, row)));
    return {};
  };

  return {
    /** Answers once the events are durable; the visitor's next recommendations know them. */
    PutEvents({ trackingId, userId, sessionId = "", eventList = [] }) {
      const tracker = trackers.all().find((each) => each.trackingId === trackingId);
      if (!tracker || !isActive(tracker.life, platform.clock.now()))
        throw refuse(`Event tracker ${trackingId ?? ""} does not exist or is not ACTIVE.`);
      const sent = eventList.map((event) => streamed(event, tracker.groupArn, userId, sessionId));
      platform.state.transaction(() => context.impressions.add(context.events.add(sent)));
      return {};
    },
    PutItems: ({ datasetArn, items = [] }) =>
      putRows(
        datasetArn,
        "ITEMS",
        items.map(({ itemId, properties }) => ({ id: itemId, properties })),
      ),
    PutUsers: ({ datasetArn, users = [] }) =>
      putRows(
        datasetArn,
        "USERS",
        users.map(({ userId, properties }) => ({ id: userId, properties })),
      ),
  } satisfies Partial<Api<typeof sdk>>;
};
