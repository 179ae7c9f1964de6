import type { RecommendationAnswer } from "@millrace/core/domain/recommendation";
import type { HttpAnswer } from "@millrace/core/runtime/handlers";
import type { Ask } from "./ask.ts";
import type { Outcome } from "./ladder.ts";
import type { List } from "./shelf.ts";

/** Bodies of lists served from memory, where the same list goes out many times. */
const bodies = new WeakMap<List, string>();

const bodyOf = ({ placement }: Ask, { source, list }: Outcome): string => {
  const written = source === "memory" ? bodies.get(list) : undefined;
  if (written !== undefined) return written;
  const { recommendationId: recommendation_id, model, items } = list;
  const answer: RecommendationAnswer = { recommendation_id, placement, model: model || null, source, items };
  const body = JSON.stringify(answer);
  if (source === "memory") bodies.set(list, body);
  return body;
};

/** A fresh list may be kept as long as it stays fresh, a visitor's own only by their browser; any other must be asked for again. */
const cacheControl = ({ place }: Ask, { freshMs }: Outcome): string => {
  if (freshMs < 1000) return "no-cache";
  return `${place.needs === "user" ? "private" : "public"}, max-age=${Math.floor(freshMs / 1000)}`;
};

const names = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined && ifNoneMatch.split(",").some((tag) => tag.trim() === etag || tag.trim() === "*");

/** The tag is weak: it names the list, not which cache it came from. */
export const answer = (ask: Ask, outcome: Outcome, ifNoneMatch: string | undefined): HttpAnswer => {
  const etag = `W/"${outcome.list.recommendationId}"`;
  const headers = {
    "x-recommendation-source": outcome.source,
    "cache-control": cacheControl(ask, outcome),
    etag,
  };
  if (names(ifNoneMatch, etag)) return { status: 304, headers };
  return {
    status: 200,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body: bodyOf(ask, outcome),
  };
};
