import type { ProtocolName, Trial } from "./protocols.ts";
import type { Outcome } from "./run.ts";

/** The outcome as a Markdown table, with what is needed to read it. */
export function tableOf(file: string, protocol: ProtocolName, trial: Trial, outcome: Outcome, machine: string): string {
  const { depth, train, test } = trial;
  const { learned, peakMiB, learningSeconds, learningCpuSeconds } = outcome;
  const head = ["", `HR@${depth}`, `NDCG@${depth}`, `MRR@${depth}`, "coverage", "training s", "p50 ms", "p95 ms"];
  const body = outcome.rows.map((row) => [
    row.name,
    ...[row.hitRate, row.ndcg, row.mrr, row.coverage].map((value) => value.toFixed(4)),
    row.trainingSeconds.toFixed(1),
    row.p50Ms.toFixed(3),
    row.p95Ms.toFixed(3),
  ]);
  const validation = Object.entries(learned.validation).map(([name, worth]) => `${name} ${worth.toFixed(4)}`);
  return [
    `${file}, ${protocol}: ${train.item.length} events of ${train.users.length} users on ${train.items.length} items; ${test.length} test cases`,
    "",
    ...lines([head, head.map(() => "---"), ...body]),
    "",
    `Validation (NDCG@${depth}): ${validation.join(", ")}; served: ${learned.choice}.`,
    `Learning ${learningSeconds.toFixed(1)} s of the training time, ${learningCpuSeconds.toFixed(1)} s of the processor; largest memory ${peakMiB.toFixed(0)} MiB, data included. Node ${process.version}, ${machine}.`,
  ].join("\n");
}

function lines(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map(
    (row) =>
      `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(" | ")} |`,
  );
}
