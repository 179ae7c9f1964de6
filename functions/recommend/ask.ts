import type { Pipeline } from "@millrace/core/domain/pipeline";
import { BadRequest } from "@millrace/core/errors";

/** How a placement is filled. Without a campaign it shows what is popular. */
export interface Place {
  readonly campaign?: string | undefined;
  /** Lists of the batch section that are shown when no campaign answers. */
  readonly lists?: string | undefined;
  readonly needs?: "user" | "item" | undefined;
  readonly limit: number;
  readonly filter?: string | undefined;
  readonly metadata: readonly string[];
}
export type Places = Readonly<Record<string, Place>>;

/** One request for a list. Only what decides the list is kept, so that equal asks share one cache entry. */
export interface Ask {
  readonly placement: string;
  readonly place: Place;
  readonly user?: string;
  readonly item?: string;
  readonly limit: number;
  /** The last event the page knows of (its id, or ms): a list made without it will not do. */
  readonly after?: string;
}

const maxLimit = 50; // Personalize's most with metadata
const maxIdLength = 256; // Personalize's
const maxAfterLength = 64; // an event_id's

/** Beside the operator's placements there is always `popular`, which needs no model and no visitor. */
export const placesOf = ({
  placements,
  batch = [],
}: Pick<Pipeline, "placements"> & Partial<Pick<Pipeline, "batch">>): Places => ({
  popular: { limit: 12, metadata: [] },
  ...placements,
  ...Object.fromEntries(
    batch.map(({ name, placement }) => [placement, { ...placements[placement], lists: name } as Place]),
  ),
});

const word = (query: Readonly<Record<string, string>>, name: string, maxLength: number): string | undefined => {
  const value = query[name];
  if (value === undefined || value === "") return undefined;
  if (value.length > maxLength) throw new BadRequest("too_long", `${name} has more than ${maxLength} characters`, name);
  if (/\p{Cc}/u.test(value) || !value.isWellFormed())
    throw new BadRequest("bad_characters", `${name} has control characters or is not Unicode`, name);
  return value;
};

const limitOf = (written: string | undefined, usual: number): number => {
  if (written === undefined || written === "") return usual;
  const limit = /^\d{1,3}$/.test(written) ? Number(written) : 0;
  if (limit < 1 || limit > maxLimit)
    throw new BadRequest("bad_limit", `limit is a whole number from 1 to ${maxLimit}`, "limit");
  return limit;
};

/** Read the query of `GET /v1/recommendations`. Throws BadRequest with the parameter at fault. */
export const readAsk = (query: Readonly<Record<string, string>>, places: Places): Ask => {
  const placement = word(query, "placement", maxIdLength);
  if (placement === undefined) throw new BadRequest("missing", "placement says where the list is shown", "placement");
  const place = Object.hasOwn(places, placement) ? places[placement] : undefined;
  if (place === undefined)
    throw new BadRequest("unknown_placement", `there is no placement named "${placement}"`, "placement");

  const user = word(query, "user_id", maxIdLength) ?? word(query, "anonymous_id", maxIdLength);
  const item = word(query, "item_id", maxIdLength);
  const after = word(query, "after", maxAfterLength) ?? word(query, "last_event", maxAfterLength);
  const limit = limitOf(query["limit"], place.limit);

  if (place.needs === "user" && user === undefined)
    throw new BadRequest("missing", `${placement} needs user_id or anonymous_id`, "user_id");
  if (place.needs === "item" && item === undefined)
    throw new BadRequest("missing", `${placement} needs item_id`, "item_id");
  return {
    placement,
    place,
    limit,
    ...(place.needs === "user" && user !== undefined ? { user } : {}),
    ...(place.needs === "item" && item !== undefined ? { item } : {}),
    ...(place.needs === "user" && after !== undefined ? { after } : {}),
  };
};
