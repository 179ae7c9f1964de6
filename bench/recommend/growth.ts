import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadSeen, Step, TrainSeen } from "./growth-step.ts";
import { lines } from "./table.ts";

export interface Size {
  events: number;
  users: number;
  items: number;
}

interface Grown extends Size {
  trained: TrainSeen;
  loaded?: LoadSeen;
}

/** Make clicks of each size, train on them as Personalize does, load what was saved: each in a process of its own, so that each has its own peak. */
export function grow(sizes: readonly Size[], memory: number): Grown[] {
  const directory = mkdtempSync(join(tmpdir(), "millrace-growth-"));
  try {
    return sizes.map((size) => {
      process.stderr.write(`${size.events / 1e6} M events of ${size.users} users on ${size.items} items\n`);
      take({ kind: "make", ...size, directory });
      const trained = take({ kind: "train", ...size, memory, directory }) as TrainSeen;
      process.stderr.write(`${JSON.stringify(trained)}\n`);
      if (trained.refused !== undefined) return { ...size, trained };
      const loads = Array.from({ length: 3 }, () => take({ kind: "load", directory }) as LoadSeen);
      const [loaded] = loads.sort((a, b) => a.loadMs - b.loadMs).slice(1);
      return { ...size, trained, ...(loaded && { loaded }) };
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function take(step: Step): unknown {
  const program = fileURLToPath(new URL("growth-step.ts", import.meta.url));
  const options = { encoding: "utf8" as const, stdio: ["ignore", "pipe", "inherit"] as ["ignore", "pipe", "inherit"] };
  return JSON.parse(execFileSync(process.execPath, [program, JSON.stringify(step)], options));
}

const HEAD = [
  "events, M",
  "users",
  "items",
  "training s",
  "processor s",
  "estimate MiB",
  "peak MiB",
  "model MiB",
  "load ms",
  "of the processor",
  "first answer ms",
  "NDCG@25",
];

/** As Markdown, with the exponent of the growth from the first size to the last and of its last step. */
export function growthTable(grown: readonly Grown[]): string {
  const rows = grown.map(({ events, users, items, trained, loaded }) => {
    const facts = [String(events / 1e6), String(users), String(items)];
    if (trained.refused !== undefined) return [...facts, "refused", "", trained.estimatedMiB.toFixed(0)];
    return [
      ...facts,
      ...[trained.seconds, trained.cpuSeconds].map((seconds) => seconds.toFixed(1)),
      ...[
        trained.estimatedMiB,
        trained.peakMiB,
        trained.modelMiB,
        loaded?.loadMs,
        loaded?.loadCpuMs,
        loaded?.firstAnswerMs,
      ].map((value) => value?.toFixed(0) ?? ""),
      trained.ndcg.toFixed(3),
    ];
  });
  const refusals = grown.flatMap(({ trained }) => trained.refused ?? []);
  const done = grown.filter(({ trained }) => trained.refused === undefined);
  return [
    ...lines([HEAD, HEAD.map(() => "---"), ...rows.map((row) => HEAD.map((_, at) => row[at] ?? ""))]),
    "",
    ...refusals,
    ...(done.length > 1 ? [exponents(done)] : []),
  ].join("\n");
}

function exponents(grown: readonly Grown[]): string {
  const between = (from: Grown | undefined, to: Grown | undefined) =>
    from && to ? Math.log(to.trained.cpuSeconds / from.trained.cpuSeconds) / Math.log(to.events / from.events) : 0;
  const [first, last, before] = [grown.at(0), grown.at(-1), grown.at(-2)];
  return `Processor seconds grow as events to the power of ${between(first, last).toFixed(2)} from the first row to the last, ${between(before, last).toFixed(2)} in the last step.`;
}
