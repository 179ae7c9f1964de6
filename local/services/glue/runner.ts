import { basename, join } from "node:path";
import type { Cancel } from "../../kernel/clock.ts";
import type { Platform } from "../../kernel/platform.ts";
import { startChild, type Child } from "./child.ts";
import type { EndState, Run, Runs } from "./runs.ts";

export interface RunnerOptions {
  /** What runs a script here, by its base name: `{"job.py": ["node", "etl/duckdb.ts"]}`. */
  readonly runners: Readonly<Record<string, readonly string[]>>;
  /** Variables for every child beside AWS's own, such as the path of the product database. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables that let a child sign its calls as its job's role. Default: as the operator. */
  readonly credentials?: (role: string, job: string) => Readonly<Record<string, string>>;
}

const inherited = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot", "USERPROFILE", "TEMP"];

const environmentOf = (platform: Platform, extra: Readonly<Record<string, string>> = {}) => {
  const own = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: platform.endpoint(),
    AWS_REGION: platform.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    ...extra,
  };
};

/** The run's own arguments, then those that Glue adds. */
const argumentsOf = (run: Run): string[] => [
  ...Object.entries(run.arguments).flat(),
  "--JOB_NAME",
  run.job,
  "--JOB_RUN_ID",
  run.id,
];

const usualKillMs = 2_000; // of a fault that names no time

interface Work {
  readonly child: Child;
  readonly untime: Cancel;
  /** What its end will be called when we end it. */
  ending?: EndState;
}

/**
 * Runs job runs as child processes. A child dies with us; the runs that the state still calls unfinished are started
 * again by `resume`, under the same id. Timeouts are real minutes, not the clock's shortened ones: the work is real too.
 */
export const createRunner = (platform: Platform, runs: Runs, options: RunnerOptions) => {
  const { runners, environment, credentials = () => ({}) } = options;
  const { clock, directory } = platform;
  const working = new Map<string, Work>();
  let isClosing = false;

  const end = (run: Run, state: EndState, message?: string): void => {
    const retry = runs.end(run, state, message);
    if (retry) launch(retry);
  };

  const endNow = (id: string, state: EndState): void => {
    const work = working.get(id);
    if (!work) return;
    work.ending ??= state;
    work.child.kill();
  };

  /** Undefined when the run has ended already, because not even a process could be made of it. */
  const start = (run: Run, runner: readonly string[]): Child | undefined => {
    try {
      return startChild([...runner, ...argumentsOf(run)], {
        env: { ...environmentOf(platform, environment), ...credentials(run.role ?? "", run.job) },
        logPath: join(directory, "logs", "glue", `${run.id}.log`),
        onSpawn: () => {
          if (!isClosing && runs.named(run.job, run.id).state === "STARTING") runs.change(run, "RUNNING");
        },
      });
    } catch (error) {
      end(run, "FAILED", `cannot start ${run.script}: ${(error as Error).message}`);
      return undefined;
    }
  };

  const launch = (run: Run): void => {
    const failure = platform.faults.strike(`glue.job.${run.job}`, "fail");
    if (failure) return end(run, "FAILED", failure.value ?? "An error occurred on purpose: the job was told to fail");
    const script = basename(run.script);
    const runner = Object.hasOwn(runners, script) ? runners[script] : undefined;
    if (!runner) {
      const known = Object.keys(runners).join(", ") || "none";
      return end(run, "FAILED", `No program runs ${run.script} on this machine; scripts known by name: ${known}`);
    }
    const child = start(run, runner);
    if (!child) return;
    const killed = platform.faults.strike(`glue.job.${run.job}`, "kill");
    const unkill = killed && clock.at(clock.now() + killed.ms(usualKillMs * killed.chance), () => child.kill());
    const untime = clock.at(clock.now() + run.timeoutMinutes * 60_000, () => endNow(run.id, "TIMEOUT"));
    const work: Work = { child, untime };
    working.set(run.id, work);
    void child.ended.then(({ failure }) => {
      working.delete(run.id);
      untime();
      unkill?.();
      if (isClosing) return; // unfinished in the state, so that `resume` takes it up
      const state = failure === undefined ? "SUCCEEDED" : (work.ending ?? "FAILED");
      end(runs.named(run.job, run.id), state, state === "FAILED" ? failure : undefined);
    });
  };

  return {
    launch,
    stop(run: Run): void {
      runs.change(run, "STOPPING");
      endNow(run.id, "STOPPED");
    },
    resume(): void {
      for (const run of runs.unfinished())
        if (run.state === "STOPPING") end(run, "STOPPED");
        else launch(run);
    },
    async close(): Promise<void> {
      isClosing = true;
      const children = [...working.values()].map(({ child }) => child);
      for (const child of children) child.kill();
      await Promise.all(children.map(({ ended }) => ended));
    },
  };
};

export type Runner = ReturnType<typeof createRunner>;
