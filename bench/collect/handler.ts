/**
 * `npm run bench:handler`: CPU of the built collect function behind `node:http`, of a bare `node:http` server that does the same work
 * without looking at it (see served.ts): the same batch, the same Firehose client, a Firehose that takes all. A/B/A/B, the
 * median of the ratios of neighbours. Goal: 1.15.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "../../scripts/build/build.ts";
import { aBatch } from "./bodies.ts";
import { median, verdict } from "./medians.ts";

const [rounds, requests, width] = [15, 400, 8];

await build({});
/** Firehose that takes every record, and a DynamoDB that has nothing. */
const aws = createServer((incoming, response) => {
  incoming.resume();
  incoming.on("end", () => {
    const isFirehose = String(incoming.headers["x-amz-target"]).startsWith("Firehose");
    const body = isFirehose ? '{"FailedPutCount":0,"RequestResponses":[{"RecordId":"1"}]}' : "{}";
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(body);
  });
}).listen(0, "127.0.0.1");
await once(aws, "listening");

const environment = {
  ...process.env,
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
  AWS_REGION: "ap-northeast-2",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  CLICK_STREAM: "clicks",
  LAKE_BUCKET: "lake",
  LEDGER_TABLE: "ledger",
  WRITE_KEYS: "bench-key-1:web",
};

interface Server {
  child: ChildProcess;
  url: string;
}
const start = async (name: string): Promise<Server> => {
  const child = fork(new URL("served.ts", import.meta.url), [name], { env: environment });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${port}/v1/events` };
};

const body = aBatch();
const send = async ({ url }: Server): Promise<void> => {
  const answer = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
  const { accepted } = (await answer.json()) as { accepted: number };
  if (accepted !== 50) throw new Error(`${accepted} of 50 events accepted: nothing is timed`);
};

const cpuNow = async ({ child }: Server): Promise<number> => {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: NodeJS.CpuUsage }];
  return cpu.user + cpu.system;
};

const cpuOf = async (server: Server): Promise<number> => {
  const before = await cpuNow(server);
  for (let sent = 0; sent < requests; sent += width)
    await Promise.all(Array.from({ length: width }, () => send(server)));
  return ((await cpuNow(server)) - before) / requests;
};

const [bare, collect] = [await start("bare"), await start("collect")];
const taken: { bare: number; collect: number }[] = [];
for (let round = -2; round < rounds; round += 1) {
  const times = { bare: await cpuOf(bare), collect: await cpuOf(collect) };
  if (round >= 0) taken.push(times); // the first two are for the compiler
}
for (const name of ["bare", "collect"] as const)
  console.log(
    `${name.padEnd(8)} ${median(taken.map((times) => times[name])).toFixed(0)} µs CPU for a request of 50 events`,
  );
verdict("CPU of collect, of bare node:http", median(taken.map((times) => times.collect / times.bare)), { most: 1.15 });
for (const { child } of [bare, collect]) child.disconnect();
aws.closeAllConnections();
aws.close();
