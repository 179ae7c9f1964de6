import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { MessageChannel, Worker, type WorkerOptions } from "node:worker_threads";

/** What a thread is started with, whoever starts it: read `workerData.about`. */
export interface ThreadData<About> {
  readonly about: About;
}

const stripped = new Map<string, string>();

function withoutTypes(path: string): string {
  const text = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, "utf8"));
  stripped.set(path, text);
  return text;
}

/**
 * Starts a thread of a TypeScript module. Its types are stripped here and not in the thread: Node strips them with
 * WebAssembly, and V8 may abort the whole process when a thread ends amid that (nodejs/node issue 64500).
 */
export function startThread(entry: URL, { workerData: about, ...options }: WorkerOptions): Worker {
  const { port1: ours, port2: theirs } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  ours.on("message", (path: string) => {
    let answer: { text: string } | { failure: string };
    try {
      answer = { text: withoutTypes(path) };
    } catch (error) {
      answer = { failure: String(error) };
    }
    ours.postMessage(answer);
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
  });
  ours.unref();
  const worker = new Worker(new URL("thread.mjs", import.meta.url), {
    ...options,
    workerData: { about, entry: entry.href, sources: theirs, answers },
    transferList: [theirs],
  });
  worker.once("exit", () => ours.close());
  return worker;
}
