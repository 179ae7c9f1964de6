import { setTimeout as wait } from "node:timers/promises";
import { audit, readLedger, type Audit } from "./audit.ts";
import { environmentOf, startAws, type ChaosAws } from "./aws.ts";
import type { Guarded } from "../../../functions/retraining/guard-models.ts";
import type { Refreshed } from "../../../functions/retraining/lists/refresh-lists.ts";
import type { Ticked } from "../../../functions/retraining/tick.ts";
import { Processes, type Ending } from "./processes.ts";
import { worsen } from "./worsen.ts";
import { startProxy } from "./proxy.ts";

export interface Sweep extends Audit {
  readonly kills: number;
  /** Different boundaries somebody was killed at: function, the calls before, the side of the call. */
  readonly boundaries: number;
  readonly ticks: number;
}

export interface SweepOptions {
  /** Where the functions were built to. */
  readonly built: string;
  /** Runs one after the other in the same account: the first creates all, the second updates, the third has nothing new to train on. */
  readonly runs: number;
  /** Whether the guard then finds the newest model clicked less, and puts back the one before. */
  readonly isPutBack: boolean;
  /** 0–1: the share of boundaries killed at, chosen by `choose`. */
  readonly share: number;
  readonly choose: () => number;
  readonly tell?: (kills: number, where: string) => void;
}

const stages = ["first", "second", "unchanged"];
/** Longer than any tick here takes; also how long a claim of a killed Lambda holds up the others. */
const lambdaMs = 1_500;
/** A run that is not through by then is stuck: by the wall's clock, as trainings are real and other work may hold them up. */
const mostMs = 10 * 60_000;
/** Between looks at what takes its time, so that looking does not keep it from getting on. */
const pauseMs = 20;

/** Plays runs through to their ends, killing the Lambda with SIGKILL the first time it comes to each boundary. */
export const sweep = async ({
  built,
  runs,
  isPutBack,
  share,
  choose,
  tell = () => undefined,
}: SweepOptions): Promise<Sweep> => {
  const aws = await startAws();
  const seen = new Set<string>();
  const killed = new Set<string>();
  let path = "";
  let processes: Processes | undefined;
  const proxy = await startProxy(aws.port, async (operation, side) => {
    path += side === "before" ? `>${operation}` : "";
    const here = `${path}|${operation} ${side}`;
    if (seen.has(here)) return false;
    seen.add(here);
    if (choose() >= share) return false;
    killed.add(here);
    processes?.killNow();
    tell(processes?.kills ?? 0, here);
    return true;
  });
  processes = new Processes(built, environmentOf(proxy.endpoint));
  let ticks = 0;
  let stage = "";
  const invoke = (name: string, given: unknown = {}) => {
    path = `${stage} ${name} `;
    ticks += 1;
    return processes.invoke(name, given, lambdaMs);
  };
  /** Again and again until it is answered and answers as wanted; gives that answer. */
  const until = async <Answer>(name: string, given: unknown, isOver: (answer: Answer) => boolean): Promise<Answer> => {
    let ending: Ending | undefined;
    for (const end = performance.now() + mostMs; performance.now() < end; await wait(pauseMs)) {
      ending = await invoke(name, given);
      if (typeof ending === "object" && "result" in ending && isOver(ending.result as Answer))
        return ending.result as Answer;
    }
    throw new Error(`${stage} ${name} never came to an end; the last time: ${JSON.stringify(ending)}`);
  };
  const through = async (id: string): Promise<void> => {
    for (const end = performance.now() + mostMs; performance.now() < end;) {
      const run = (await readLedger(aws)).runs.find((candidate) => candidate.id === id);
      if (run?.step == null) break;
      if (isWaiting(await invoke(run.step))) await wait(pauseMs);
    }
    await tellOf(id, aws);
    await freeLock(aws, () => invoke("announce"));
    await until<Refreshed[]>("refresh-lists", {}, (all) => all.every(({ did }) => did === "nothing"));
  };
  try {
    const wanted: string[] = [];
    for (let number = 1; number <= runs; number += 1) {
      stage = stages[number - 1] ?? "later";
      const id = `2026-11-${20 + number}`;
      wanted.push(id);
      const event = { source: "aws.events", id: `e-${number}`, time: `${id}T18:00:00Z` };
      await until("retrain", event, () => true);
      await invoke("retrain", event); // the bus may deliver once more
      await through(id);
    }
    if (isPutBack) {
      stage = "put back";
      await worsen(aws);
      const guarded = await until<Guarded[]>("guard", {}, ([first]) => first?.did === "rolled back");
      const { opened = "nothing" } = (guarded[0]?.opening ?? {}) as { opened?: string };
      wanted.push(opened);
      await through(opened);
    }
    return { ...(await audit(aws, wanted)), kills: processes.kills, boundaries: killed.size, ticks };
  } finally {
    await processes.close();
    await proxy.close();
    await aws.close();
  }
};

const isWaiting = (ending: Ending): boolean =>
  typeof ending === "object" && "result" in ending && ["waited", "claimed"].includes((ending.result as Ticked).did);

/** Says of a run that did not succeed how far it came: what to look for. */
const tellOf = async (id: string, aws: ChaosAws): Promise<void> => {
  const run = (await readLedger(aws)).runs.find((candidate) => candidate.id === id);
  if (run?.status === "succeeded") return;
  const step = run?.step == null ? undefined : run.steps[run.step];
  console.error(`run ${id}: ${run?.status ?? "absent"} at ${run?.step}: ${run?.failureReason ?? step?.message}`);
};

/** A run whose last tick was killed before it freed the lock: the next tick frees it. */
const freeLock = async (aws: ChaosAws, tick: () => Promise<unknown>): Promise<void> => {
  for (let tries = 0; tries < 20 && (await readLedger(aws)).lockedBy !== undefined; tries += 1) await tick();
};
