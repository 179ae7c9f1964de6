import type { Resource } from "../records.ts";
import { badToken } from "../refusals.ts";

const MOST_RESULTS = 100;

interface Asked {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

/** The place of a job in the order: the later it was made, the earlier. */
const placeOf = ({ life, arn }: Resource): string =>
  `${String(Number.MAX_SAFE_INTEGER - life.createdAt).padStart(16, "0")} ${arn}`;

/** One page of a list whose newest entry comes first. The token names the last entry shown. */
export function newestFirst<T extends Resource>(all: readonly T[], { nextToken, maxResults = MOST_RESULTS }: Asked) {
  const after = nextToken === undefined ? "" : Buffer.from(nextToken, "base64url").toString("utf8");
  if (nextToken !== undefined && !/^\d{16} arn:/.test(after)) throw badToken();
  const rest = all
    .map((entry) => ({ entry, place: placeOf(entry) }))
    .filter(({ place }) => place > after)
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const page = rest.slice(0, maxResults);
  const last = page.at(-1);
  const token = last && page.length < rest.length ? Buffer.from(last.place).toString("base64url") : undefined;
  return { page: page.map(({ entry }) => entry), ...(token !== undefined && { nextToken: token }) };
}
