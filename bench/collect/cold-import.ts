/**
 * `npm run bench:cold`: CPU to load the built collect function in a fresh process, less that of a bare `node -e 0`, as the
 * difference of the medians of interleaved rounds. Goal: 65 ms.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "../../scripts/build/build.ts";
import { median } from "./medians.ts";

const rounds = 31;
const mostMs = 65;

await build({});
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const collect = pathOf("../../dist/functions/collect/collect.js");
const tellCpu = pathOf("tell-cpu.cjs");
const environment = {
  AWS_REGION: "ap-northeast-2",
  CLICK_STREAM: "clicks",
  LAKE_BUCKET: "lake",
  LEDGER_TABLE: "ledger",
};

/** Whole CPU of a process, ms, from its start to its end. */
const cpuOf = (...program: string[]): number => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--require", tellCpu, ...program], {
    env: { ...process.env, ...environment },
  });
  const milliseconds = Number(stdout.toString());
  if (!(milliseconds > 0)) throw new Error(stderr.toString());
  return milliseconds;
};

const taken = Array.from({ length: rounds }, () => ({ bare: cpuOf("-e", "0"), loaded: cpuOf(collect) }));
const bare = median(taken.map((round) => round.bare));
const loaded = median(taken.map((round) => round.loaded));
const cost = loaded - bare;
console.log(`bare node -e 0: ${bare.toFixed(1)} ms CPU; collect loaded: ${loaded.toFixed(1)} ms; medians of ${rounds}`);
console.log(
  `${cost <= mostMs ? "holds " : "MISSED"} cold import of collect: ${cost.toFixed(1)} ms CPU, goal ${mostMs}`,
);
process.exitCode = cost <= mostMs ? 0 : 1;
