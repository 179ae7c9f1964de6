/**
 * `npm run bench:handler`: CPU of the built collect function behind `node:http`, of a bare `node:http` server that does the same work
 * without looking at it (see served.ts): the same batch, the same Firehose client, a Firehose that takes all. A/B/A/B, the
 * median of the ratios of neighbours. Goal: 1.15.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "../../scripts/build/build.ts";
import { aBatch } from "./bodies.ts";
import { median, verdict } from "./medians.ts";
import { post, serving, type Serving } from "./serving.ts";

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

const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
const body = aBatch();

/** Microseconds for a request. */
const cpuOf = async (server: Serving): Promise<number> => {
  const before = await server.cpuMs();
  for (let sent = 0; sent < requests; sent += width)
    await Promise.all(Array.from({ length: width }, () => post(server.url, body, 50)));
  return (((await server.cpuMs()) - before) * 1000) / requests;
};

const [bare, collect] = [await serving("bare", endpoint), await serving("collect", endpoint)];
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
await Promise.all([bare.end(), collect.end()]);
aws.closeAllConnections();
aws.close();
