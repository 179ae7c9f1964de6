import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "@jest/globals";
import { memoryLake, type MemoryLake } from "../memory-lake.ts";

/** A Python with pyspark 3.5 and boto3: `npm run test:spark` makes one and says where it is. */
const python = process.env["MILLRACE_SPARK_PYTHON"];
export const whereSparkIs = python === undefined ? describe.skip : describe;

const etl = fileURLToPath(new URL("../../../etl", import.meta.url));
/** Small data, many statements: compiling for speed costs more than it gives. */
const submit = [
  "--master local[2] --driver-memory 2g",
  '--driver-java-options "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"',
  "--conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell",
].join(" ");

/** Run a Python program beside this file; throws with the end of what it said. */
export async function runPython(script: string, args: string[], env: Record<string, string> = {}): Promise<void> {
  const child = spawn(python ?? "", [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      PYTHONPATH: etl, // as --extra-py-files does on Glue
      PYTHONDONTWRITEBYTECODE: "1",
      PYSPARK_SUBMIT_ARGS: submit,
      ...env,
    },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4000)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(said);
}

export const earlierThan = (run: string) => `${run}-before`;
export const laterThan = (run: string) => `${run}-after`;
/** What an earlier run might have exported, as every_step.py makes it too: a third was not there yet, and one interaction is none any more. */
export const ofEarlier = (csv: string): string =>
  [...csv.split("\n").filter((_, at) => at === 0 || at % 3 > 0), "somebody,gone,1700000000,View,"]
    .filter((line) => line !== "")
    .join("\n");

/** The same lakes after `etl/job.py`, with the rows of every step under steps/. One Spark does all, since starting it is what takes long. */
export async function bySpark(lakes: readonly MemoryLake[], run: string): Promise<MemoryLake[]> {
  const folders = lakes.map((lake) => folderWith(lake));
  try {
    await runPython("every_step.py", [run, ...folders]);
    return folders.map((folder) => lakeIn(folder));
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

function folderWith(lake: MemoryLake): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-spark-"));
  for (const [key, body] of lake.objects) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), body);
  }
  return folder;
}

function lakeIn(folder: string): MemoryLake {
  const lake = memoryLake();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) lake.objects.set(path.slice(folder.length + 1), readFileSync(path));
  }
  return lake;
}
