/**
 * `npm run bench:ingest`: from HTTP to objects. Batches are posted to the built collect function behind `node:http` (served.ts), which
 * puts them into the local Firehose, which writes gzip objects to the local S3. Counted is all CPU, user and system, of these two
 * processes until the last object is there; the sender's is not. Goal: 60,000 events/s per core of it.
 * Beside it servers that validate nothing: `bare` before the same Firehose client, Firehose and S3; `direct` without those, the least
 * that HTTP, JSON and gzip cost.
 * No Personalize tracker exists, so nothing is sent in real time.
 */
import { cpus } from "node:os";
import { build } from "../../scripts/build/build.ts";
import { visits } from "./bodies.ts";
import { localLake } from "./local-lake.ts";
import { median, verdict } from "./medians.ts";
import { post, serving, type Serving } from "./serving.ts";

const [rounds, eventsOfARound, width, goal] = [5, 20_000, 8, 60_000];

await build({});
const lake = await localLake();
const names = ["direct", "bare", "collect"] as const;
type Name = (typeof names)[number];
const [direct, bare, collect] = await Promise.all(names.map((name) => serving(name, lake.endpoint)));
if (!direct || !bare || !collect) throw new Error("a server is missing");
const servers: Record<Name, Serving> = { direct, bare, collect };
const sent: string[] = [];

/** µs CPU for an event. */
interface Cost {
  server: number;
  lake: number;
}

const costOf = async (name: Name, perBody: number): Promise<Cost> => {
  const server = servers[name];
  const { bodies, ids } = visits(eventsOfARound, perBody);
  if (name !== "direct") sent.push(...ids);
  const before = { server: await server.cpuMs(), lake: await lake.cpuMs() };
  const lane = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) await post(server.url, body, perBody);
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (name !== "direct") await lake.written();
  const each = (ms: number): number => (ms * 1000) / ids.length;
  return { server: each((await server.cpuMs()) - before.server), lake: each((await lake.cpuMs()) - before.lake) };
};

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "?"}; µs CPU for an event, medians of ${rounds} rounds\n`);
console.log("server    events of a request   server   Firehose and S3   together   events/s per core");
const figures: { perBody: number; together: Record<Name, number> }[] = [];
for (const perBody of [50, 500]) {
  const taken: Record<Name, Cost>[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const costs = {
      direct: await costOf("direct", perBody),
      bare: await costOf("bare", perBody),
      collect: await costOf("collect", perBody),
    };
    if (round >= 0) taken.push(costs); // the first is for the compiler
  }
  const of = (name: Name, cost: (of: Cost) => number): number => median(taken.map((costs) => cost(costs[name])));
  const whole = (name: Name): number => of(name, (cost) => cost.server + cost.lake);
  for (const name of names) {
    const cells = [of(name, (cost) => cost.server), of(name, (cost) => cost.lake), whole(name)].map((us) =>
      us.toFixed(1),
    );
    const rate = Math.round(1e6 / whole(name)).toLocaleString("en-US");
    console.log(
      `${name.padEnd(9)} ${String(perBody).padStart(19)} ${cells[0]?.padStart(8)} ${cells[1]?.padStart(17)} ${cells[2]?.padStart(10)} ${rate.padStart(19)}`,
    );
  }
  figures.push({ perBody, together: { direct: whole("direct"), bare: whole("bare"), collect: whole("collect") } });
}

const stored = await lake.stored();
const missing = sent.filter((id) => stored.get(id) !== 1).length;
if (missing > 0 || stored.size !== sent.length)
  throw new Error(`${missing} events are not in the objects once: no figure`);
console.log(`\nall ${sent.length.toLocaleString("en-US")} events are in the objects, once each`);
for (const { perBody, together } of figures) {
  const shares = (["bare", "direct"] as const).map(
    (name) => `${(together[name] / together.collect).toFixed(2)} of it ${name}`,
  );
  console.log(`${perBody} to a request: ${shares.join(", ")}`);
  verdict(`events/s per core, ${perBody} to a request`, 1e6 / together.collect, { least: goal }, 0);
}

await Promise.all([...names.map((name) => servers[name].end()), lake.end()]);
