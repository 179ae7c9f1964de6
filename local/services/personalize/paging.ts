import { badToken } from "./refusals.ts";

interface Asked {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

const MOST_RESULTS = 100;

/** One page of a list. The token names the last entry shown, so that a page stays right while entries come and go. */
export function pageOf<T extends { arn: string }>(all: readonly T[], { nextToken, maxResults }: Asked) {
  const after = nextToken === undefined ? undefined : Buffer.from(nextToken, "base64url").toString("utf8");
  if (after !== undefined && !after.startsWith("arn:")) throw badToken();
  const sorted = [...all].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter(({ arn }) => arn > after);
  const page = rest.slice(0, maxResults ?? MOST_RESULTS);
  const last = page.at(-1);
  const token = last && page.length < rest.length ? Buffer.from(last.arn).toString("base64url") : undefined;
  return { page, ...(token !== undefined && { nextToken: token }) };
}
