import { readFileSync, writeFileSync } from "node:fs";
import { loadModel } from "../../local/recommender/load.ts";
import { bytesFor, DoesNotFit } from "../../local/recommender/memory.ts";
import { train } from "../../local/recommender/train.ts";
import { generate } from "./generate.ts";

/** What one process of its own is told to do, as JSON in its first argument; it prints what it saw, as JSON. */
export type Step =
  | { kind: "train"; events: number; users: number; items: number; memory: number; file: string }
  | { kind: "load"; file: string };

export interface TrainSeen {
  refused?: string;
  seconds: number;
  cpuSeconds: number;
  estimatedMiB: number;
  peakMiB: number;
  modelMiB: number;
  ndcg: number;
}

export interface LoadSeen {
  /** Reading the file, checking its hash, and being ready to answer. */
  loadMs: number;
  firstAnswerMs: number;
}

const MIB = 2 ** 20;
const peakMiB = () => process.resourceUsage().maxRSS / 1024;

function trainOn({ events, users, items, memory, file }: Extract<Step, { kind: "train" }>): TrainSeen {
  const all = generate({ events, users, items, seed: 1 });
  const estimatedMiB = bytesFor({ interactions: events, users, items }, "personal") / MIB;
  const began = performance.now();
  const before = process.cpuUsage();
  let last = "";
  try {
    const { model, metrics } = train(all, "personal", {
      memory,
      onProgress: (doing) => {
        if (doing !== last) process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0)} s  ${doing}\n`);
        last = doing;
      },
    });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    const peak = peakMiB();
    const saved = model.save();
    writeFileSync(file, saved);
    const ndcg = metrics.normalized_discounted_cumulative_gain_at_25;
    const cpuSeconds = (user + system) / 1e6;
    return { seconds, cpuSeconds, estimatedMiB, peakMiB: peak, modelMiB: saved.length / MIB, ndcg };
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    const none = { seconds: 0, cpuSeconds: 0, modelMiB: 0, ndcg: 0 };
    return { refused: error.message, estimatedMiB, peakMiB: peakMiB(), ...none };
  }
}

function load(file: string): LoadSeen {
  const began = performance.now();
  const model = loadModel(readFileSync(file));
  const loaded = performance.now();
  model.recommend({ userId: "visitor-1", limit: 25 });
  return { loadMs: loaded - began, firstAnswerMs: performance.now() - loaded };
}

const step = JSON.parse(process.argv[2] ?? "{}") as Step;
console.log(JSON.stringify(step.kind === "train" ? trainOn(step) : load(step.file)));
