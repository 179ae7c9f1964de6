import { setTimeout as wait } from "node:timers/promises";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import type { Lake } from "../../etl/runner/lake.ts";
import { unsettledPrefix } from "../../functions/collect/unanswered.ts";
import type { ReplayAnswer } from "../../functions/collect/replay/replay-lake.ts";
import type { Platform } from "../../local/kernel/platform.ts";
import { seededRandom } from "../petshop/random.ts";
import type { Knowledge } from "./books.ts";
import { clicks } from "./events.ts";
import { tenPercent } from "./faults.ts";
import { eventsOfT1 } from "./look.ts";
import { plantFalseAlarms, plantUndelivered } from "./plant.ts";
import { sendAll } from "./sender.ts";

/** What one story counted before anybody looked into the lake. */
export interface Story extends Knowledge {
  sent: number;
  /** What senders were told while everything failed; refused ones sent again when it was over. */
  stored: number;
  refusedAsBad: number;
  refused: number;
  requests: number;
  refusals: number;
  /** sent − stored − refused: events of which nobody was told anything. Must be 0. */
  untold: number;
  /** How often each fault struck. */
  struck: { fault: string; seen: number; struck: number }[];
  replayed: number;
  /** What a second replay did. Must be 0. */
  replayedAgain: number;
}

export interface Stage {
  site: string;
  writeKey: string;
  platform: Platform;
  lake: Lake;
  invoke: <T>(name: string, payload: unknown) => Promise<T>;
}

export interface Telling {
  events: number;
  seed: number;
  tell?: (what: string, done: number) => void;
}

const patienceMs = 300_000;

/** Send clicks while a tenth of everything fails, heal, and replay. */
export const playStory = async (stage: Stage, { events, seed, tell = () => undefined }: Telling): Promise<Story> => {
  const { platform, lake, invoke } = stage;
  const { faults } = platform;
  const planted = [...(await plantFalseAlarms(lake, seed + 1)), ...(await plantUndelivered(lake, seed + 2))];
  for (const fault of tenPercent()) faults.add(fault);

  const batchSize = Math.min(250, Math.max(25, Math.ceil(events / 200))); // small stories are many requests too
  const all = clicks(events, () => Date.now(), seededRandom(seed));
  const stormy = await sendAll(all, stage, { batchSize, tell: (done) => tell("sent", done) });
  let replayed = await replayInStorm(invoke);
  const struck = byName(faults.list());
  faults.clear();
  const calm = await sendAll(stormy.refused, stage, { batchSize, hastyEach: 0 }); // a client keeps what was refused and sends it when it can

  const accepted = new Set([...stormy.accepted, ...calm.accepted, ...planted]);
  replayed += (await replay(invoke)).accepted;
  await balanced(lake, accepted, (rows) => tell("in T1", rows));
  const again = await replay(invoke);
  return {
    sent: events,
    stored: stormy.accepted.size,
    refusedAsBad: stormy.rejected.size,
    refused: stormy.refused.length,
    requests: stormy.requests,
    refusals: stormy.refusals,
    untold: events - stormy.accepted.size - stormy.rejected.size - stormy.refused.length + calm.refused.length,
    struck,
    replayed,
    replayedAgain: again.accepted,
    accepted,
    rejected: new Set([...stormy.rejected, ...calm.rejected]),
  };
};

const replay = async (invoke: Stage["invoke"]): Promise<{ accepted: number }> => {
  let accepted = 0;
  let after: string | undefined;
  do {
    const answer = await invoke<ReplayAnswer>("replay", after === undefined ? {} : { after });
    accepted += answer.accepted;
    after = answer.next;
  } while (after !== undefined);
  return { accepted };
};

/** A replay may be killed anywhere; what it had done by then is done, and the next goes on. */
const replayInStorm = async (invoke: Stage["invoke"]): Promise<number> => {
  let accepted = 0;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const answer = await replay(invoke).catch(() => undefined);
    accepted += answer?.accepted ?? 0;
  }
  return accepted;
};

/** Waits until T1 has every accepted event, the books balance and no call is unsettled; gives up silently, for the books say what is wrong. */
const balanced = async (lake: Lake, accepted: ReadonlySet<string>, tell: (rows: number) => void): Promise<void> => {
  const started = Date.now();
  while (Date.now() - started < patienceMs) {
    const manifest = await lake.get("t1/manifest.json");
    const rows = manifest ? (await eventsOfT1(lake)).size : 0;
    tell(rows);
    if (
      rows >= accepted.size &&
      (await lake.list(unsettledPrefix)).length === 0 &&
      (await reconcile(lake, { allowUnfinished: true })).problems.length === 0
    )
      return;
    await wait(Math.max(1_000, rows / 50));
  }
};

/** How often each fault struck; one that was given twice counts together. */
const byName = (faults: readonly { on: string; kind: string; seen: number; struck: number }[]): Story["struck"] =>
  [...Map.groupBy(faults, ({ on, kind }) => `${on}:${kind}`)].map(([fault, same]) => ({
    fault,
    seen: Math.max(...same.map(({ seen }) => seen)),
    struck: same.reduce((sum, { struck }) => sum + struck, 0),
  }));
