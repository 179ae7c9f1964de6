/**
 * `node bench/wire/run.ts`: what the local AWS costs. Answers are checked before anything is timed. Goals: PutRecordBatch of
 * 500 × 400 B at ≥ 40 % of a bare node:http server's rate, idle memory under 250 MB, a start under 2 s with 100,000 objects.
 */
import { cpus } from "node:os";
import { measureRate } from "./rate.ts";
import { measureWeight } from "./weight.ts";

const objects = 100_000;
const { bare, firehose, ratio, servingRatio } = await measureRate(9);
const { startedMs, cpuMs, idleMegabytes } = await measureWeight(objects, 10_000);
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
console.log(`${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.version}

| what | bare node:http | local AWS | goal | got |
|---|---|---|---|---|
| PutRecordBatch of 500 × 400 B, calls/s | ${bare.rate.toFixed(0)} | ${firehose.rate.toFixed(0)} | ≥ 40 % | ${percent(ratio)} |
| its serving thread, CPU ms per call | ${bare.servingMs.toFixed(2)} | ${firehose.servingMs.toFixed(2)} | | ${percent(servingRatio)} |
| all threads, gzip and S3 included | ${bare.allMs.toFixed(2)} | ${firehose.allMs.toFixed(2)} | | |
| start with ${objects.toLocaleString("en")} objects | | ${startedMs.toFixed(0)} ms (${cpuMs.toFixed(0)} ms CPU) | < 2000 ms | |
| idle memory | | ${idleMegabytes.toFixed(0)} MB | < 250 MB | |`);
