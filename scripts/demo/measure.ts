export interface Latency {
  readonly requests: number;
  /** ms. */
  readonly p50: number;
  readonly p99: number;
  /** How often each rung of the ladder answered. */
  readonly sources: Readonly<Record<string, number>>;
}

/** The q-quantile of times, nearest rank. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;

/** Asks for recommendations one after the other, as one browser would, for each of `users` in turn. */
export const measureRecommendations = async (
  site: string,
  users: readonly string[],
  requests: number,
  tell: (done: number) => void,
): Promise<Latency> => {
  const times: number[] = [];
  const sources: Record<string, number> = {};
  for (let index = 0; index < requests; index++) {
    const user = encodeURIComponent(users[index % users.length] ?? "");
    const started = performance.now();
    const response = await fetch(`${site}/v1/recommendations?placement=home&user_id=${user}`);
    const { items } = (await response.json()) as { items?: unknown[] };
    times.push(performance.now() - started);
    if (!response.ok || (items?.length ?? 0) === 0)
      throw new Error(`recommendations answered ${response.status} with ${items?.length ?? "no"} items`);
    const source = response.headers.get("x-recommendation-source") ?? "unnamed";
    sources[source] = (sources[source] ?? 0) + 1;
    tell(index + 1);
  }
  const sorted = times.sort((left, right) => left - right);
  return { requests, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), sources };
};
