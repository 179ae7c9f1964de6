export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** CPU microseconds of one call. */
export async function cpuOf(run: () => unknown, calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** CPU microseconds of one call, median over interleaved rounds: what disturbs one case disturbs the others as well. */
export async function medians<Name extends string>(
  cases: Record<Name, () => unknown>,
  { rounds, calls }: { rounds: number; calls: number },
): Promise<Record<Name, number>> {
  const names = Object.keys(cases) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -2; round < rounds; round += 1)
    for (const name of names) {
      const time = await cpuOf(cases[name], calls);
      if (round >= 0) times.get(name)?.push(time); // the first two are for the compiler
    }
  return Object.fromEntries([...times].map(([name, taken]) => [name, median(taken)])) as Record<Name, number>;
}

/** How many times `one` costs `other`: A/B/A/B, the median of the ratios of neighbours. */
export async function ratioOf(
  one: () => unknown,
  other: () => unknown,
  { rounds, calls }: { rounds: number; calls: number },
): Promise<number> {
  const ratios: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const ratio = (await cpuOf(one, calls)) / (await cpuOf(other, calls));
    if (round >= 0) ratios.push(ratio);
  }
  return median(ratios);
}

/** A line that says whether a figure holds; one that does not makes the command fail. */
export function verdict(what: string, figure: number, goal: { least: number } | { most: number }, digits = 2): void {
  const holds = "least" in goal ? figure >= goal.least : figure <= goal.most;
  const bound = "least" in goal ? `≥ ${goal.least.toLocaleString("en-US")}` : `≤ ${goal.most.toLocaleString("en-US")}`;
  const shown = figure.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  console.log(`${holds ? "holds " : "MISSED"} ${what}: ${shown}, goal ${bound}`);
  if (!holds) process.exitCode = 1;
}
