import { parentPort, workerData } from "node:worker_threads";
import { ours } from "./designs.ts";
import { playAll } from "./schedule.ts";

/** A share of the schedules, on a thread of its own. */
const { from, to } = workerData as { from: number; to: number };
parentPort?.postMessage({ outcome: await playAll(from, to, ours, (done) => parentPort?.postMessage({ done })) });
