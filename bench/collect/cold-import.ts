/** `node bench/collect/cold-import.ts`: CPU to load the built collect function in a fresh process, less an empty module's. Goal: 65 ms. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "../../scripts/build/build.ts";

await build({});
const collect = fileURLToPath(new URL("../../dist/functions/collect/collect.js", import.meta.url));
const environment = {
  AWS_REGION: "ap-northeast-2",
  CLICK_STREAM: "clicks",
  LAKE_BUCKET: "lake",
  LEDGER_TABLE: "ledger",
};

/** Whole CPU of a process that imports it, ms. */
const cpuOf = (module: string): number => {
  const code = `await import(${JSON.stringify(module)}); const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    env: { ...process.env, ...environment },
  });
  const milliseconds = Number(stdout.toString());
  if (!(milliseconds > 0)) throw new Error(stderr.toString());
  return milliseconds;
};

const empty = "data:text/javascript,";
const rounds = Array.from({ length: 11 }, () => [cpuOf(empty), cpuOf(collect)] as const);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const cost = median(rounds.map(([, loaded]) => loaded)) - median(rounds.map(([bare]) => bare));
console.log(
  `${cost <= 65 ? "holds " : "MISSED"} cold import of collect: ${cost.toFixed(0)} ms CPU beyond an empty module, goal 65`,
);
process.exitCode = cost <= 65 ? 0 : 1;
