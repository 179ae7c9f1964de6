import { renameSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { ThreadData } from "../../../kernel/threads/start-thread.ts";
import { deleteUsers } from "../jobs/delete-users.ts";
import { infer } from "../jobs/infer.ts";
import { segment } from "../jobs/segment.ts";
import { importCsv } from "./import-csv.ts";
import { DoesNotFit } from "../../../recommender/memory.ts";
import { UnreadableModel } from "../../../recommender/model-file.ts";
import type { Progress, Task } from "./tasks.ts";
import { trainOn } from "./train-on.ts";
import { Unfit } from "./unfit.ts";

/** The whole file or none: a process killed in between leaves only a temporary one. */
function keep(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

function answer(message: { result: unknown } | { failure: string } | { progress: Progress }): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message);
}

const { about: task } = workerData as ThreadData<Task>;
try {
  if (task.kind === "infer") answer({ result: await infer(task) });
  else if (task.kind === "segment") answer({ result: await segment(task) });
  else if (task.kind === "delete") answer({ result: await deleteUsers(task) });
  else {
    const { file, result } =
      task.kind === "import" ? await importCsv(task) : trainOn(task, (progress) => answer({ progress }));
    keep(task.output, file);
    answer({ result });
  }
} catch (error) {
  if (![Unfit, DoesNotFit, UnreadableModel].some((told) => error instanceof told)) throw error;
  answer({ failure: (error as Error).message });
}
