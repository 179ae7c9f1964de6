/** What the collector said of one event of a batch. */
export interface EventResult {
  event_id?: string;
  status: string;
  code?: string;
  path?: string;
}

/**
 * What an answer means for a batch. `later`: ask again, without the events that were `taken`. `split`: it was too large.
 * `refused`: the key or the origin is wrong, so asking again on this page is of no use.
 */
export type Verdict =
  | { is: "done"; rejected: EventResult[] }
  | { is: "split" }
  | { is: "refused" }
  | { is: "later"; waitMs: number; taken: string[] };

const longestWaitMs = 60_000;
const jitterMs = 1_000;

export const unreachable: Verdict = { is: "later", waitMs: 0, taken: [] };

const resultsOf = async (answer: Response): Promise<EventResult[]> => {
  try {
    const { results } = (await answer.json()) as { results?: EventResult[] };
    return Array.isArray(results) ? results : [];
  } catch {
    return []; // a proxy's page, not the collector's answer
  }
};

/** What `Retry-After` asks for, and a little more, so that not every visitor comes back at once; 0 when it is silent. */
const askedWaitMs = (answer: Response): number => {
  const seconds = Number(answer.headers.get("retry-after"));
  return seconds > 0 ? Math.min(seconds * 1000, longestWaitMs) + Math.random() * jitterMs : 0;
};

export const verdictOf = async (answer: Response): Promise<Verdict> => {
  const { status } = answer;
  if (answer.ok) {
    return { is: "done", rejected: (await resultsOf(answer)).filter((result) => result.status === "rejected") };
  }
  if (status === 400) return { is: "done", rejected: [] }; // a batch that cannot be read never will be
  if (status === 413) return { is: "split" };
  if (status !== 408 && status !== 429 && status < 500) return { is: "refused" };
  const results = await resultsOf(answer);
  // a 503 may have stored some events; its results name the others "unavailable"
  const taken = results.flatMap((result) =>
    result.event_id && result.status !== "unavailable" ? result.event_id : [],
  );
  return { is: "later", taken, waitMs: askedWaitMs(answer) };
};

/** Full jitter: any time up to a bound that doubles with each failure, so that visitors spread out. */
export const retryWaitMs = (failures: number): number => Math.random() * Math.min(longestWaitMs, 1000 * 2 ** failures);
