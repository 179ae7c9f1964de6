import { parentPort, workerData } from "node:worker_threads";
import { fuzzInProcess } from "./in-process.ts";

/** A share of the payloads, on a thread of its own. */
const { count, seed } = workerData as { count: number; seed: number };
const tally = await fuzzInProcess(count, seed, (done) => parentPort?.postMessage({ done }));
parentPort?.postMessage({ tally });
