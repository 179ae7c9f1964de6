import { invalid } from "./refusals.ts";

const mostResults = 1000;

interface Asked {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
}

/** One page of a list. The token says where the next one begins. */
export const page = <T>(all: readonly T[], { NextToken = "0", MaxResults = mostResults }: Asked) => {
  if (!/^\d+$/.test(NextToken)) throw invalid("The NextToken is not valid.");
  const end = Number(NextToken) + MaxResults;
  return { items: all.slice(Number(NextToken), end), next: end < all.length ? String(end) : undefined };
};
