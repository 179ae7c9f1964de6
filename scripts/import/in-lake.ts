import { setTimeout as wait } from "node:timers/promises";

export interface Patience {
  /** Between two looks, and without anything new until it is given up, ms. */
  readonly everyMs?: number;
  readonly mostMs?: number;
  readonly tell?: (taken: number) => void;
}

/**
 * Waits until the lake has taken in `wanted` more lines than `before`, so that a run opened next is trained on them. False when
 * nothing more came for `mostMs`: it still may.
 */
export const waitUntilTaken = async (
  look: () => Promise<number>,
  before: number,
  wanted: number,
  { everyMs = 400, mostMs = 120_000, tell = () => undefined }: Patience = {},
): Promise<boolean> => {
  let most = 0;
  for (let since = performance.now(); ; await wait(everyMs)) {
    const taken = (await look()) - before;
    if (taken > most) [most, since] = [taken, performance.now()];
    tell(Math.max(0, Math.min(taken, wanted)));
    if (taken >= wanted) return true;
    if (performance.now() - since > mostMs) return false;
  }
};
