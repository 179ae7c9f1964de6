import { columns, count, duration } from "../words.ts";
import type { Story } from "./demo.ts";
import { listsLine } from "./lists-seen.ts";
import { tableOfModels } from "./models.ts";

/** The table at the end of the first start. */
export const tableOf = ({
  tally,
  counts,
  run,
  objects,
  partitions,
  jobRuns,
  latency,
  lists,
  samples,
  tookMs,
}: Story): string => {
  const sources = Object.entries(latency.sources).map(([name, times]) => `${name} ${count(times)}`);
  const facts = columns([
    ["events sent", count(tally.sent)],
    ["accepted", `${count(tally.accepted)}  (rejected ${count(tally.rejected)})`],
    ["stored", `${count(counts.raw.lines)} lines in ${count(counts.raw.objects)} objects`],
    ["unique", `${count(counts.t1.unique)}  (duplicates ${count(counts.t1.duplicates)})`],
    ["objects", `${count(objects.lake)} in the lake, ${count(objects.raw)} of them raw`],
    ["partitions", `${count(partitions)} raw in the Glue catalog, ${count(counts.t1.partitions)} days in T1`],
    ["job runs", `${jobRuns.lake} lake, ${jobRuns.export} export`],
    ["retraining", `run ${run.id}: ${run.status} in ${duration((run.endedAt ?? run.openedAt) - run.openedAt)}`],
    [
      "recommendations",
      `${count(latency.requests)} requests: p50 ${latency.p50.toFixed(1)} ms, p99 ${latency.p99.toFixed(1)} ms (${sources.join(", ")})`,
    ],
    ["lists", listsLine(lists)],
    ["whole story", duration(tookMs)],
  ]);
  const visitors = samples.map(
    ({ visitor, looked, gets }) =>
      `  ${visitor} looked at\n${looked.map((name) => `    · ${name}`).join("\n")}\n  and now gets\n${gets.map((name) => `    → ${name}`).join("\n")}`,
  );
  return [facts, tableOfModels(run), ...visitors].join("\n\n");
};
