import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { weakerDesigns } from "../test/chaos/model/designs.ts";
import { nothing, playAll, sum, type Outcome } from "../test/chaos/model/schedule.ts";
import { buildApart } from "../test/chaos/kills/built.ts";
import { sweep, type Sweep } from "../test/chaos/kills/sweep.ts";
import { progress } from "./progress.ts";
import { count, duration } from "./words.ts";

const help = `npm run chaos:retraining [-- --kills 1000] [-- --schedules 1000000] [-- --weaker 20000]

Kills the retraining chain wherever it can be killed, and counts what was doubled, lost or stuck.

  --kills N      real SIGKILLs of the built functions against the embedded AWS, at every boundary of every call (1000)
  --schedules N  modelled schedules of the same ticks: 1-8 triggers, kills, throttles, Lambdas frozen past their lease (1000000)
  --weaker N     schedules for each of four weaker designs, which must be caught (20000)`;

const model = async (schedules: number): Promise<Outcome> => {
  const threads = Math.min(availableParallelism(), 8);
  const share = Math.ceil(schedules / threads);
  const bar = progress("modelled schedules", schedules, "schedules");
  const done = Array.from({ length: threads }, () => 0);
  const parts = done.map(
    (_, thread) =>
      new Promise<Outcome>((resolve, reject) => {
        const workerData = { from: thread * share, to: Math.min(schedules, (thread + 1) * share) };
        const worker = new Worker(new URL("../test/chaos/model/worker.ts", import.meta.url), { workerData });
        worker.on("error", reject);
        worker.on("message", (message: { done?: number; outcome?: Outcome }) => {
          if (message.outcome) return resolve(message.outcome);
          done[thread] = message.done ?? 0;
          bar.update(done.reduce((all, one) => all + one, 0));
        });
      }),
  );
  const outcomes = await Promise.all(parts).finally(() => bar.stop());
  return outcomes.reduce(sum, nothing);
};

const kill = async (wanted: number): Promise<Sweep> => {
  const built = await buildApart();
  const bar = progress("SIGKILL", wanted, "kills");
  let total: Sweep | undefined;
  try {
    while ((total?.kills ?? 0) < wanted) {
      const before = total?.kills ?? 0;
      const tell = (kills: number) => bar.update(before + kills);
      const round = await sweep({ built: built.out, runs: 3, isPutBack: true, share: 1, choose: () => 0, tell });
      const keys = Object.keys(round) as (keyof Sweep)[];
      const base = total;
      total = Object.fromEntries(
        keys.map((key) => [key, key === "boundaries" ? round[key] : (base?.[key] ?? 0) + round[key]]),
      ) as unknown as Sweep;
    }
  } finally {
    bar.stop();
    built.remove();
  }
  return total as Sweep;
};

const failures: string[] = [];
const say = (name: string, figures: object, mustBeZero: readonly string[]): void => {
  console.log(`\n${name}`);
  for (const [key, value] of Object.entries(figures) as [string, number][]) {
    const isWrong = mustBeZero.includes(key) && value > 0;
    if (isWrong) failures.push(`${name}: ${key} ${value}`);
    console.log(`  ${key.padEnd(12)} ${count(value).padStart(12)}${isWrong ? "  ✗" : ""}`);
  }
};

const main = async (): Promise<void> => {
  const number = (fallback: string) => ({ type: "string" as const, default: fallback });
  const { values } = parseArgs({
    options: {
      kills: number("1000"),
      schedules: number("1000000"),
      weaker: number("20000"),
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const began = performance.now();
  const took = () => `after ${duration(performance.now() - began)}`;
  const zero = ["trainings", "imports", "batches", "lost", "stuck"];

  if (Number(values.kills) > 0) {
    say("killed with SIGKILL (doubled, lost, stuck)", await kill(Number(values.kills)), [...zero, "exports"]);
    console.log(took());
  }
  if (Number(values.schedules) > 0) {
    say(`${count(Number(values.schedules))} modelled schedules`, await model(Number(values.schedules)), zero);
    console.log(took());
  }
  for (const [name, design] of Object.entries(Number(values.weaker) > 0 ? weakerDesigns : {})) {
    const outcome = await playAll(0, Number(values.weaker), design);
    say(`weaker design: ${name}`, outcome, []);
    if (outcome.trainings + outcome.imports === 0) failures.push(`${name} was not caught`);
  }
  console.log(
    `\n${failures.length === 0 ? "✓ nothing was doubled, lost or stuck; each weaker design was caught" : `✗ ${failures.join("; ")}`} (${took()})`,
  );
  if (failures.length > 0) process.exitCode = 1;
};

main().catch((error: unknown) => {
  console.error(`chaos: ${(error as Error).message}`);
  process.exitCode = 1;
});
