import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { dayOf, quarantineKey } from "@millrace/core/domain/lake";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import type { Lake } from "../../etl/runner/lake.ts";
import type { ReplayAnswer } from "../../functions/collect/replay/replay-lake.ts";
import type { Platform } from "../../local/kernel/platform.ts";
import { seededRandom } from "../petshop/random.ts";
import { clicks, type Sent } from "./events.ts";
import { tenPercent } from "./faults.ts";
import { idsInQuarantine, rowsOfT1 } from "./look.ts";
import { sendAll } from "./sender.ts";

/** What one story counted. Everything after `struck` must be 0: Lambdas were killed, so requests may be unfinished for reconcile. */
export interface Books {
  sent: number;
  stored: number;
  rejected: number;
  refused: number;
  requests: number;
  refusals: number;
  /** How often something went wrong on purpose. */
  struck: number;
  /** sent − stored − rejected − refused. */
  untold: number;
  /** Acknowledged and not in T1. */
  lost: number;
  /** More than one row in T1. */
  twice: number;
  /** In T1, and neither acknowledged nor refused. */
  invented: number;
  /** Good events left in quarantine after the replay; bad ones that are nowhere; what a second replay did. */
  wronglyKept: number;
  badMissing: number;
  replayedAgain: number;
  /** What reconcile says is wrong with the lake. */
  problems: string[];
}

export interface Stage {
  site: string;
  writeKey: string;
  platform: Platform;
  lake: Lake;
  invoke: <T>(name: string, payload: unknown) => Promise<T>;
}

const planted = 20;
const patienceMs = 300_000;

/** Send clicks while a tenth of everything fails, heal, replay, and hold what was told against what is there. */
export const playStory = async (
  stage: Stage,
  {
    events,
    seed,
    tell = () => undefined,
  }: { events: number; seed: number; tell?: (what: string, done: number) => void },
): Promise<Books> => {
  const { platform, lake, invoke } = stage;
  const { faults } = platform;
  for (const fault of tenPercent()) faults.add(fault);
  const falseAlarms = await plant(lake, seed);

  const batchSize = Math.min(500, Math.max(25, Math.ceil(events / 200))); // small stories are many requests too
  const all = clicks(events, Date.now(), seededRandom(seed));
  const stormy = await sendAll(all, stage, { batchSize, tell: (done) => tell("sent", done) });
  const struck = faults.list().reduce((sum, fault) => sum + fault.struck, 0);
  faults.clear();
  const calm = await sendAll(stormy.refused, stage, { batchSize }); // a client keeps what was refused and sends it when it can
  const accepted = new Set([...stormy.accepted, ...calm.accepted, ...falseAlarms]);

  const first = await replay(invoke);
  await balanced(lake, accepted, (rows) => tell("in T1", rows));
  const again = await replay(invoke);

  const rows = await rowsOfT1(lake);
  const kept = await idsInQuarantine(lake);
  const rejected = new Set([...stormy.rejected, ...calm.rejected]);
  const ids = [...rows.keys()];
  tell(`replayed ${first.accepted}`, rows.size);
  return {
    sent: events,
    stored: stormy.accepted.size,
    rejected: stormy.rejected.size,
    refused: stormy.refused.length,
    requests: stormy.requests,
    refusals: stormy.refusals,
    struck,
    untold: events - stormy.accepted.size - stormy.rejected.size - stormy.refused.length + calm.refused.length,
    lost: [...accepted].filter((id) => !rows.has(id)).length,
    twice: ids.filter((id) => rows.get(id) !== 1).length,
    invented: ids.filter((id) => !accepted.has(id)).length,
    wronglyKept: [...kept].filter((id) => !id.startsWith("bad-")).length,
    badMissing: [...rejected].filter((id) => !kept.has(id) || !id.startsWith("bad-")).length,
    replayedAgain: again.accepted,
    problems: (await reconcile(lake, { allowUnfinished: true })).problems,
  };
};

/** Good events that an older validator refused. */
const plant = async (lake: Lake, seed: number): Promise<string[]> => {
  const now = Date.now();
  const good = [...clicks(planted + 1, now, seededRandom(seed + 1))].filter(({ isBad }) => !isBad).slice(0, planted);
  const lines = good.map(({ id, event }: Sent, index) => ({
    reason: "bad_format",
    path: "event_id",
    schema_version: 1,
    received_at: now,
    request_id: "an-older-validator",
    request_index: index,
    request_count: planted,
    source: "server",
    original: Buffer.from(JSON.stringify({ ...event, event_id: `planted-${id}` })).toString("base64"),
  }));
  const body = gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await lake.put(quarantineKey("bad_format", now, `an-older-validator-${dayOf(now)}`), body, "application/x-ndjson");
  return good.map(({ id }) => `planted-${id}`);
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

/** Waits until T1 has every accepted event and the books balance; gives up silently, because the books then say what is wrong. */
const balanced = async (lake: Lake, accepted: ReadonlySet<string>, tell: (rows: number) => void): Promise<void> => {
  const started = Date.now();
  while (Date.now() - started < patienceMs) {
    const manifest = await lake.get("t1/manifest.json");
    const rows = manifest ? await rowsOfT1(lake) : new Map<string, number>();
    tell(rows.size);
    if (rows.size >= accepted.size && (await reconcile(lake, { allowUnfinished: true })).problems.length === 0) return;
    await wait(1_000);
  }
};
