import { startThread } from "../../../kernel/threads/start-thread.ts";
import type { Faults } from "../../../faults/faults.ts";
import type { Progress, Task, TaskResult } from "./tasks.ts";

const OUT_OF_MEMORY = "The work ran out of memory: import fewer or newer records.";

/** The work could not be done, for a reason the caller is told as `failureReason`. */
export class WorkFailed extends Error {}

/** Runs imports and trainings one after the other, each in a worker thread, so that the server keeps answering. */
export class Workshop {
  #queue: Promise<unknown> = Promise.resolve();
  /** Ends the work under way. */
  #end: () => Promise<unknown> = () => Promise.resolve();
  /** Of the training at work, as it last said. */
  progress: Progress | undefined;
  #isClosed = false;
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /**
   * `task` is asked when its turn comes, so that it sees what the work before it left. Rejects with WorkFailed when the
   * data would not do; never settles once the workshop is closed or `signal` aborted.
   */
  run<T extends Task>(task: () => T, signal?: AbortSignal): Promise<TaskResult<T>> {
    const done = this.#queue.then(() =>
      this.#isClosed || signal?.aborted ? new Promise<never>(() => undefined) : this.#work(task(), signal),
    );
    this.#queue = Promise.race([done.catch(() => undefined), aborted(signal)]);
    return done;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
  }

  #work<T extends Task>(task: T, signal?: AbortSignal): Promise<TaskResult<T>> {
    const subject = subjectOf(task);
    const failure = this.#faults.strike(subject, "fail");
    if (failure) return Promise.reject(new WorkFailed(failure.value ?? "Internal error."));
    return new Promise((resolve, reject) => {
      const worker = startThread(new URL("worker.ts", import.meta.url), { workerData: task });
      const end = () => worker.terminate();
      this.#end = end;
      signal?.addEventListener("abort", () => void end(), { once: true });
      worker.on("message", (answer: Message<T>) => {
        if ("progress" in answer) this.progress = answer.progress;
        else if ("failure" in answer) reject(new WorkFailed(answer.failure));
        else resolve(answer.result);
      });
      worker.once("error", (error: Error & { code?: string }) =>
        reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? new WorkFailed(OUT_OF_MEMORY) : error),
      );
      worker.once("exit", (code) => {
        if (!this.#isClosed && !signal?.aborted)
          reject(new Error(`worker ended with code ${code} and without an answer`));
      });
    });
  }
}

type Message<T extends Task> = { result: TaskResult<T> } | { failure: string } | { progress: Progress };

/** What a fault names to hit it. */
function subjectOf(task: Task): string {
  if (task.kind === "import") return `personalize.import.${task.type}`;
  return {
    train: "personalize.training",
    infer: "personalize.inference",
    segment: "personalize.segment",
    delete: "personalize.deletion",
  }[task.kind];
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
}
