import type { ProtocolName, Trial } from "./protocols.ts";
import type { Row } from "./measure.ts";
import type { Outcome } from "./run.ts";

const TIMES = ["list p50 ms", "list p95 ms", "answer p50 ms", "answer p95 ms"];

/** The outcome as a Markdown table, with what is needed to read it. */
export function tableOf(file: string, protocol: ProtocolName, trial: Trial, outcome: Outcome, machine: string): string {
  const { depth, train, test } = trial;
  const { learned, peakMiB, learningSeconds, learningCpuSeconds } = outcome;
  const head = ["", `HR@${depth}`, `NDCG@${depth}`, `MRR@${depth}`, "coverage", "training s", ...TIMES];
  const body = outcome.rows.map((row) => [
    row.name,
    ...[row.hitRate, row.ndcg, row.mrr, row.coverage].map((value) => value.toFixed(4)),
    row.trainingSeconds.toFixed(1),
    ...[row.list.p50, row.list.p95, row.answer?.p50, row.answer?.p95].map((ms) => ms?.toFixed(3) ?? ""),
  ]);
  const validation = Object.entries(learned.validation).map(([name, worth]) => `${name} ${worth.toFixed(4)}`);
  return [
    `${file}, ${protocol}: ${train.item.length} events of ${train.users.length} users on ${train.items.length} items; ${test.length} test cases`,
    "",
    ...lines([head, head.map(() => "---"), ...body]),
    "",
    ratios(outcome.rows),
    `"list" is item numbers for item numbers; "answer" what a campaign gives: identifiers in and out, filtered, scored; the fastest of several askings of each.`,
    `Validation (NDCG@${depth}): ${validation.join(", ")}; served: ${learned.choice}.`,
    `Learning ${learningSeconds.toFixed(1)} s of the training time, ${learningCpuSeconds.toFixed(1)} s of the processor; largest memory ${peakMiB.toFixed(0)} MiB, data included. Node ${process.version}, ${machine}.`,
  ].join("\n");
}

/** The hybrid held against co-occurrence alone, asked the same in the same run. */
function ratios(rows: readonly Row[]): string {
  const of = (name: string) => rows.find((row) => row.name === name);
  const [alone, hybrid] = [of("co-occurrence"), of("hybrid")];
  const ratio = (what: "list" | "answer") => {
    const [base, whole] = [alone?.[what], hybrid?.[what]];
    return base && whole
      ? `${what}: p50 ${(whole.p50 / base.p50).toFixed(1)} × co-occurrence's, p95 ${(whole.p95 / whole.p50).toFixed(1)} × its p50`
      : "";
  };
  return `Hybrid, ${ratio("answer")}; ${ratio("list")}.`;
}

export function lines(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map(
    (row) =>
      `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(" | ")} |`,
  );
}
