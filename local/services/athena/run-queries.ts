import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Cancel } from "../../kernel/clock.ts";
import type { Platform } from "../../kernel/platform.ts";
import type { ObjectStore } from "../s3/objects.ts";
import { startEngine, type Engine, type Ending } from "./engine.ts";
import { isOver, type Execution, type Executions } from "./executions.ts";
import type { KnownTables } from "./known-tables.ts";

const queuedMs = 300; // before a query runs
const atOnce = 4; // processes; AWS would run dozens

/** Takes queries from QUEUED over RUNNING to their end, each in a process of its own. */
export const queryRunner = (platform: Platform, executions: Executions, tables: KnownTables, objects: ObjectStore) => {
  const { clock, directory } = platform;
  const folder = join(directory, "athena");
  mkdirSync(folder, { recursive: true });
  const queued = new Map<string, Cancel>();
  const running = new Map<string, Engine>();
  const waiting: string[] = [];
  let isClosing = false;

  const finish = async (id: string, staged: string, ending: Ending): Promise<void> => {
    const execution = executions.named(id);
    if (isClosing || isOver(execution)) return; // unfinished in the state, so that `resume` takes it up; or cancelled
    let failure = "failure" in ending ? ending.failure : undefined;
    if ("answer" in ending) {
      const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(execution.output) ?? [];
      try {
        await objects.put(bucket, key, readFileSync(staged), { contentType: "application/octet-stream" });
      } catch (error) {
        failure = `Unable to write results to ${execution.output}: ${(error as Error).message}`;
      }
    }
    const now = executions.named(id);
    if (isOver(now)) return;
    if (failure !== undefined) executions.change(now, { state: "FAILED", reason: failure, completed: clock.now() });
    else if ("answer" in ending)
      executions.change(now, { state: "SUCCEEDED", answer: ending.answer, completed: clock.now() });
  };

  const next = (): void => {
    const id = waiting.shift();
    if (id !== undefined) run(id);
  };

  const run = (id: string): void => {
    queued.delete(id);
    if (running.size >= atOnce) return void waiting.push(id);
    const current = executions.named(id);
    if (isOver(current) || isClosing) return;
    const execution =
      current.state === "RUNNING" ? current : executions.change(current, { state: "RUNNING", started: clock.now() });
    const output = join(folder, `${id}.csv`);
    const { statement: sql, database } = execution;
    const engine = startEngine({ sql, database, output, readable: `${join(directory, "s3")}/` }, tables);
    running.set(id, engine);
    void engine.ended
      .then((ending) => finish(id, output, ending))
      .finally(() => {
        running.delete(id);
        rmSync(output, { force: true });
        next();
      });
  };

  const queue = (id: string): void =>
    void queued.set(
      id,
      clock.at(clock.due(queuedMs), () => run(id)),
    );

  return {
    queue: ({ id }: Execution): void => queue(id),
    /** A query that is over stays as it is. */
    stop(execution: Execution): void {
      if (isOver(execution)) return;
      executions.change(execution, {
        state: "CANCELLED",
        reason: "Query was cancelled by the user",
        completed: clock.now(),
      });
      queued.get(execution.id)?.();
      queued.delete(execution.id);
      running.get(execution.id)?.kill();
    },
    resume(): void {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const execution of executions.list().reverse()) if (!isOver(execution)) queue(execution.id);
    },
    async close(): Promise<void> {
      isClosing = true;
      for (const cancel of queued.values()) cancel();
      const engines = [...running.values()];
      for (const engine of engines) engine.kill();
      await Promise.all(engines.map(({ ended }) => ended));
    },
  };
};

export type QueryRunner = ReturnType<typeof queryRunner>;
