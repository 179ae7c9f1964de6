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
const submit = "--conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell";

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

/** The same lake after `etl/job.py`, with the rows of every step under steps/. */
export async function bySpark(lake: MemoryLake, run: string): Promise<MemoryLake> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-spark-"));
  try {
    for (const [key, body] of lake.objects) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
    }
    for (const plan of [["lake"], ["export", "--run", run]])
      await runPython("every_step.py", ["--bucket", `file:${folder}`, "--plan", ...plan]);
    const done = memoryLake();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) done.objects.set(path.slice(folder.length + 1), readFileSync(path));
    }
    return done;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
