import { randomInt } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { startCloud } from "../local/main.ts";
import { build } from "./build/build.ts";
import { fuzzOverHttp } from "./fuzz/over-http.ts";
import { readBack } from "./fuzz/read-back.ts";
import { emptyTally, tallyText, type Tally } from "./fuzz/verdict.ts";
import { keysOf } from "./instance/running.ts";
import { progress } from "./progress.ts";

const help = `npm run fuzz [-- --payloads N] [--http N] [--read-back N] [--seed N] [--threads N]

Hostile payloads against collect: no 5xx, no crash, no leaked stack, accepted + rejected = sent.

  --payloads N    in process, without a network (1,000,000)
  --http N        as requests to an instance of its own (10,000)
  --read-back N   accepted ones, read back by DuckDB: no error, no field that differs (100,000)
  --seed N        repeat a run that failed, with the same --threads`;

const whole = (text: string): number => {
  const value = Number(text.replaceAll(/[_,]/g, ""));
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${text} is no count`);
  return value;
};

const share = (count: number, seed: number, tell: (done: number) => void): Promise<Tally> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("fuzz/worker.ts", import.meta.url), { workerData: { count, seed } });
    worker.on("message", (message: { done?: number; tally?: Tally }) => {
      if (message.done !== undefined) tell(message.done);
      if (message.tally) resolve(message.tally);
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`a thread ended with ${code}`)));
  });

async function inProcess(count: number, seed: number, threads: number): Promise<Tally> {
  const bar = progress("in process", count, "payloads");
  const done = Array.from({ length: threads }, () => 0);
  const shares = done.map((_, thread) => {
    const mine = Math.floor(count / threads) + (thread < count % threads ? 1 : 0);
    return share(mine, seed + thread, (now) => {
      done[thread] = now;
      bar.update(done.reduce((sum, each) => sum + each, 0));
    });
  });
  const tallies = await Promise.all(shares);
  bar.stop();
  return tallies.reduce(added, emptyTally());
}

function added(sum: Tally, tally: Tally): Tally {
  for (const name of ["payloads", "sent", "accepted", "rejected"] as const) sum[name] += tally[name];
  for (const [status, count] of Object.entries(tally.refused))
    sum.refused[Number(status)] = (sum.refused[Number(status)] ?? 0) + count;
  return sum;
}

async function overHttp(count: number, seed: number): Promise<Tally> {
  await build({});
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "millrace-fuzz-")));
  const keys = keysOf(directory);
  const cloud = await startCloud({
    directory,
    awsPort: 0,
    sitePort: 0,
    environment: { MILLRACE_WRITE_KEYS: `${keys.web}:web` },
  });
  const bar = progress("over HTTP", count, "payloads");
  try {
    return await fuzzOverHttp(cloud.site, keys.web, count, seed, { tell: (done) => bar.update(done) });
  } finally {
    bar.stop();
    await cloud.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      payloads: { type: "string", default: "1000000" },
      http: { type: "string", default: "10000" },
      "read-back": { type: "string", default: "100000" },
      seed: { type: "string", default: String(randomInt(1e9)) },
      threads: { type: "string", default: String(availableParallelism()) },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const [payloads, http, rows] = [whole(values.payloads), whole(values.http), whole(values["read-back"])];
  const [seed, threads] = [whole(values.seed), Math.max(1, whole(values.threads))];
  console.log(`seed ${seed}, ${threads} threads`);
  if (payloads > 0) console.log(`in process: ${tallyText(await inProcess(payloads, seed, threads))}`);
  if (http > 0) console.log(`over HTTP:  ${tallyText(await overHttp(http, seed))}`);
  if (rows === 0) return;
  const bar = progress("read back", rows, "events");
  await readBack(rows, seed, (done) => bar.update(done));
  bar.stop();
  console.log(`read back:  ${rows.toLocaleString("en-US")} events through DuckDB, no error, no field that differs`);
};

main().catch((error: unknown) => {
  console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
