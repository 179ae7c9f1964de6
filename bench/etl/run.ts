/**
 * `npm run bench:etl [-- --events 1000000,10000000 --rounds 3 --history 100]`: the ETL beside DuckDB's bare partitioned COPY of the
 * same objects, and a new object beside no history and a long one. CPU seconds, each of a process of its own; the answer is
 * checked before it counts. Ten million events want 15 GB of disk and ten minutes.
 */
import { spawnSync } from "node:child_process";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { clicksOf, perObject, sessionsOf, uniquePerObject } from "./clicks.ts";
import { folderLake } from "./folder-lake.ts";
import type { Measured } from "./measure.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000,10000000" },
    rounds: { type: "string", default: "3" },
    history: { type: "string", default: "100" },
    help: { type: "boolean" },
  },
});
const rounds = Number(values.rounds);
const history = Number(values.history);
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-bench-")));

const measure = (what: string, folder: string, option = ""): Measured => {
  const script = join(import.meta.dirname, "measure.ts");
  const ran = spawnSync(
    process.execPath,
    ["--expose-gc", "--disable-warning=ExperimentalWarning", script, what, folder, option],
    {
      encoding: "utf8",
    },
  );
  if (ran.status !== 0) throw new Error(`${what} failed: ${ran.stderr.slice(-2000)}`);
  return JSON.parse(ran.stdout) as Measured;
};
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const cpuOf = (all: Measured[]) => median(all.map(({ cpuSeconds }) => cpuSeconds));
const peakOf = (all: Measured[]) => Math.max(...all.map(({ peakMb }) => peakMb));
const verdict = (holds: boolean) => (holds ? "" : ", MISSED");

const lakeOf = async (name: string, daysOfIt: number, each: number, lines = perObject): Promise<string> => {
  const folder = join(scratch, name);
  const lake = folderLake(folder);
  for (let day = 0; day < daysOfIt; day += 1)
    for (let part = 0; part < each; part += 1) await lake.put(...clicksOf(day, part, lines), "");
  return folder;
};

/** The ETL and two bare COPYs, in turn: one kept as the ETL is (one thread, 1 GB), one with all that DuckDB takes by itself. */
const besideCopy = async (events: number): Promise<number> => {
  const days = Math.min(50, Math.max(1, Math.round(events / perObject)));
  const each = Math.round(events / days / perObject);
  const folder = await lakeOf("lake", days, each);
  const objects = days * each;
  const all: Record<"same" | "free" | "etl", Measured[]> = { same: [], free: [], etl: [] };
  for (let round = 0; round < (events > 2_000_000 ? 1 : rounds); round += 1) {
    all.same.push(measure("bare", folder, "1GB"));
    all.free.push(measure("bare", folder, "unlimited"));
    const made = measure("etl", folder);
    if (made.rows !== objects * uniquePerObject || made.sessions !== objects * sessionsOf)
      throw new Error(`${made.rows} rows of ${made.sessions} sessions in T1`);
    all.etl.push(made);
  }
  rmSync(folder, { recursive: true });
  const [same, free, etl] = [cpuOf(all.same), cpuOf(all.free), cpuOf(all.etl)];
  const goal = events > 2_000_000 ? 0.4 : 0.6;
  console.log(
    `${(objects * perObject).toLocaleString("en")} lines: bare COPY ${same.toFixed(1)} (1 thread, 1 GB) ${free.toFixed(1)} (free, ${peakOf(all.free)} MB)  ` +
      `ETL ${etl.toFixed(1)}, peak ${peakOf(all.etl)} MB${verdict(peakOf(all.etl) <= 1024)}\n` +
      `  ratio ${(same / etl).toFixed(2)} (goal ${goal}${verdict(same / etl >= goal)}), beside the free COPY ${(free / etl).toFixed(2)}`,
  );
  return etl;
};

/** Days that marts look back upon: with fewer, a longer history is more work for them by what they say, not by how they are made. */
const lookBack = 16;
/** Days of history are many and short, since what is asked is whether their number matters. */
const linesOfOldDay = 1000;

/** One object of a new day, beside a history and one that is so many times as long: T1 alone, and the whole job with its marts. */
const newObject = async (): Promise<void> => {
  const works = { t1File: "into T1", newFile: "through the whole job" } as const;
  const costs = new Map<string, number[]>();
  for (const days of [lookBack, lookBack * history]) {
    const lake = await lakeOf(`history-${days}`, days, 1, linesOfOldDay);
    measure("whole", lake);
    let day = days;
    for (const what of Object.keys(works)) {
      const spent: Measured[] = [];
      for (let round = 0; round < rounds; round += 1) spent.push(measure(what, lake, `${day++}`));
      if (what === "t1File") measure("whole", lake); // marts take up what T1 alone was given
      costs.set(what, [...(costs.get(what) ?? []), cpuOf(spent)]);
    }
    rmSync(lake, { recursive: true });
  }
  for (const [what, name] of Object.entries(works)) {
    const [few = Number.NaN, many = Number.NaN] = costs.get(what) ?? [];
    console.log(
      `a new object of ${perObject} lines ${name}: beside ${lookBack} days ${few.toFixed(2)}, beside ${lookBack * history} days ` +
        `${many.toFixed(2)}: ${(many / few).toFixed(2)} times (goal 1.10${verdict(many / few <= 1.1)})`,
    );
  }
};

if (values.help) console.log("npm run bench:etl [-- --events 1000000,10000000 --rounds 3 --history 100]");
else
  try {
    console.log(`${cpus()[0]?.model ?? "?"}, Node ${process.version}, median of ${rounds} rounds, CPU seconds`);
    const sizes = values.events
      .split(",")
      .map(Number)
      .filter((size) => size > 0);
    const costs: number[] = [];
    for (const events of sizes) costs.push(await besideCopy(events));
    const [first, last] = [costs[0] ?? 0, costs.at(-1) ?? 0];
    if (sizes.length > 1) {
      const exponent = Math.log(last / first) / Math.log((sizes.at(-1) ?? 1) / (sizes[0] ?? 1));
      console.log(`growth exponent ${exponent.toFixed(2)} (goal 1.05${verdict(exponent <= 1.05)})`);
    }
    if (history > 0) await newObject();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
