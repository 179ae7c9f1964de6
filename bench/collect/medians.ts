/** CPU microseconds of one call, median over interleaved rounds: what disturbs one case disturbs the others as well. */
export function medians<Name extends string>(
  cases: Record<Name, () => unknown>,
  { rounds, calls }: { rounds: number; calls: number },
): Record<Name, number> {
  const names = Object.keys(cases) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -2; round < rounds; round += 1)
    for (const name of names) {
      const run = cases[name];
      const before = process.cpuUsage();
      for (let call = 0; call < calls; call += 1) run();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times.get(name)?.push((user + system) / calls); // the first two are for the compiler
    }
  return Object.fromEntries([...times].map(([name, taken]) => [name, median(taken)])) as Record<Name, number>;
}

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
