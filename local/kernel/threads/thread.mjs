/** The first module of every thread, in plain JavaScript: asks the thread's starter for the others without their types. */
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { receiveMessageOnPort, workerData } from "node:worker_threads";

const { entry, sources, answers } = workerData;

/** @param {string} path */
function ask(path) {
  const before = Atomics.load(answers, 0);
  sources.postMessage(path);
  Atomics.wait(answers, 0, before);
  let received = receiveMessageOnPort(sources);
  // rarely the answer is on its way still when its count is there already
  for (; received === undefined; received = receiveMessageOnPort(sources)) Atomics.wait(answers, 0, before + 1, 5);
  const { text, failure } = received.message;
  if (failure !== undefined) throw new SyntaxError(failure);
  return text;
}

registerHooks({
  load: (url, context, next) =>
    url.startsWith("file:") && url.endsWith(".ts")
      ? { format: "module", source: ask(fileURLToPath(url)), shortCircuit: true }
      : next(url, context),
});
await import(entry);
