const { MILLRACE_RUNS: wanted, MILLRACE_SEED: seed } = process.env;

/**
 * How often a property is tried: `MILLRACE_RUNS=500 npm test -- test/local/faults`. fast-check prints the seed of what fails;
 * `MILLRACE_SEED` makes the same tries again.
 */
export const runs = (usual: number): { numRuns: number; seed?: number } => ({
  numRuns: Number(wanted ?? usual),
  ...(seed !== undefined && { seed: Number(seed) }),
});

/** Time for them: `msEach` for one. */
export const patienceFor = (usual: number, msEach: number): number => 30_000 + runs(usual).numRuns * msEach;
