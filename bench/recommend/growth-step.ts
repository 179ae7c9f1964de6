import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { State } from "../../local/kernel/state.ts";
import { saveInteractions } from "../../local/recommender/interactions-file.ts";
import { loadModel } from "../../local/recommender/load.ts";
import { bytesFor, DoesNotFit } from "../../local/recommender/memory.ts";
import { StreamedEvents } from "../../local/services/personalize/data/streamed-events.ts";
import { StreamedRows } from "../../local/services/personalize/data/streamed-rows.ts";
import type { TrainTask } from "../../local/services/personalize/tasks/tasks.ts";
import { trainOn } from "../../local/services/personalize/tasks/train-on.ts";
import { generate } from "./generate.ts";

/** What one process of its own is told to do, as JSON in its first argument; it prints what it saw, as JSON. */
export type Step = { directory: string } & (
  { kind: "make"; events: number; users: number; items: number } | ({ kind: "train" } & Training) | { kind: "load" }
);

interface Training {
  events: number;
  users: number;
  items: number;
  memory: number;
}

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
  /** Reading the file, checking its hash, and being ready to answer; and of the processor for it. */
  loadMs: number;
  loadCpuMs: number;
  firstAnswerMs: number;
}

const MIB = 2 ** 20;
const peakMiB = () => process.resourceUsage().maxRSS / 1024;
const step = JSON.parse(process.argv[2] ?? "{}") as Step;
const inside = (name: string) => join(step.directory, name);
const [part, database, output] = [inside("part"), inside("state"), inside("model")];

/** A part as an import leaves it, and a database of streamed events in which nothing is. */
function make(size: Omit<Training, "memory">): { streamed: number } {
  writeFileSync(part, saveInteractions(generate({ ...size, seed: 1 })));
  const state = new State(database);
  const [events, rows] = [new StreamedEvents(state), new StreamedRows(state)]; // each makes its table
  const streamed = events.newest("shop") + rows.of("items").length;
  state.close();
  return { streamed };
}

/** The whole work of a Personalize training, from the imported part to the model's bytes, as its worker does it. */
function train({ events, users, items, memory }: Training): TrainSeen {
  const estimatedMiB = bytesFor({ interactions: events, users, items }, "personal") / MIB;
  const task: TrainTask = {
    kind: "train",
    recipe: "personal",
    groupArn: "shop",
    parts: [part],
    database,
    streamedThrough: 0,
    items: { parts: [], arn: "items", idColumn: "ITEM_ID" },
    rules: [],
    options: {},
    memory,
    output,
  };
  const began = performance.now();
  const before = process.cpuUsage();
  let last = "";
  try {
    const { file, result } = trainOn(task, ({ doing }) => {
      const at = `${((performance.now() - began) / 1000).toFixed(0)} s  ${doing}, peak ${peakMiB().toFixed(0)} MiB`;
      if (doing !== last) process.stderr.write(`${at}\n`);
      last = doing;
    });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    writeFileSync(output, file);
    const ndcg = result.metrics.normalized_discounted_cumulative_gain_at_25;
    const cpuSeconds = (user + system) / 1e6;
    return { seconds, cpuSeconds, estimatedMiB, peakMiB: peakMiB(), modelMiB: file.length / MIB, ndcg };
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    const none = { seconds: 0, cpuSeconds: 0, modelMiB: 0, ndcg: 0 };
    return { refused: error.message, estimatedMiB, peakMiB: peakMiB(), ...none };
  }
}

function load(): LoadSeen {
  const began = performance.now();
  const before = process.cpuUsage();
  const model = loadModel(readFileSync(output));
  const loaded = performance.now();
  const { user, system } = process.cpuUsage(before);
  model.recommend({ userId: "visitor-1", limit: 25 });
  const firstAnswerMs = performance.now() - loaded;
  return { loadMs: loaded - began, loadCpuMs: (user + system) / 1000, firstAnswerMs };
}

console.log(JSON.stringify(step.kind === "make" ? make(step) : step.kind === "train" ? train(step) : load()));
