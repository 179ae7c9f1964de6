/** How long the ladder waits at each rung, and how long a list is worth something. */
export interface Timing {
  /** A visitor's own list: short, because clicks the page does not tell us of (another tab, the app) change it too. */
  readonly personalFreshMs: number;
  /** A list that is the same for all visitors changes with the model only. */
  readonly sharedFreshMs: number;
  /** How long the table keeps a list to fall back on. */
  readonly keptMs: number;
  readonly tableMs: number;
  readonly ledgerMs: number;
  readonly liveMs: number;
  /** The wait for the live model when a list that is only too old lies ready; the call itself goes on and renews it. */
  readonly liveWithStaleMs: number;
  readonly batchMs: number;
  readonly popularMs: number;
}

export const timing: Timing = {
  personalFreshMs: 30_000,
  sharedFreshMs: 300_000,
  keptMs: 7 * 86_400_000,
  tableMs: 150,
  ledgerMs: 1_000, // once per instance before anything is known, then every 10 s
  liveMs: 400,
  liveWithStaleMs: 150,
  batchMs: 300,
  popularMs: 500,
};
