/**
 * `npm run test:spark`: run every plan of etl/ on PySpark and on DuckDB, and compare the rows of each SQL file; then job.py over S3.
 * It makes a virtual environment of its own under .millrace/spark and installs what job.py needs there once. Exit code 1 when
 * rows differ, and when it cannot run here: it says why.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
/** Glue 5.0 runs Spark 3.5, and has boto3. */
const packages = ["pyspark==3.5.6", "boto3"];
const home = join(root, ".millrace/spark");
const python = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const taobao = join(root, "../shared/data/taobao-815-users.csv.gz");

const succeeds = (command: string, args: string[]) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** Make sure that `python` has both; says what is missing when it cannot. */
const prepare = (): string | undefined => {
  if (!succeeds("java", ["-version"])) return "there is no Java here: Spark 3.5 wants Java 8, 11 or 17";
  if (existsSync(python) && succeeds(python, ["-c", "import pyspark, boto3"])) return undefined;
  const system = ["python3", "python"].find((name) =>
    succeeds(name, ["-c", "import sys; assert sys.version_info >= (3, 8)"]),
  );
  if (system === undefined) return "there is no Python 3.8 or newer here";
  console.log(`installing ${packages.join(" and ")} into ${home}, once`);
  if (!succeeds(system, ["-m", "venv", home]))
    return `${system} cannot make a virtual environment: is its venv module installed?`;
  const installed = spawnSync(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages], {
    stdio: "inherit",
  });
  return installed.status === 0 ? undefined : `pip could not install ${packages.join(" and ")}`;
};

if (process.argv.includes("--help")) {
  console.log(
    "npm run test:spark\n\nRuns the ETL on PySpark and on DuckDB and compares all rows. Needs Java and Python 3.",
  );
} else {
  const missing = prepare();
  if (missing !== undefined) {
    console.error(`test:spark cannot run: ${missing}`);
    process.exitCode = 1;
  } else {
    const jest = join(root, "node_modules/jest/bin/jest.js");
    const ran = spawnSync(process.execPath, ["--experimental-vm-modules", "--no-warnings", jest, "test/etl/spark"], {
      cwd: root,
      stdio: "inherit",
      env: {
        ...process.env,
        MILLRACE_SPARK_PYTHON: python,
        ...(existsSync(taobao) && { MILLRACE_TAOBAO: taobao }),
      },
    });
    process.exitCode = ran.status ?? 1;
  }
}
