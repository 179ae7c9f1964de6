import { existsSync, globSync, openSync, readSync, statSync, closeSync, watchFile } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";

const usage = `npm run logs -- [FUNCTION] [options]

Prints what a function wrote on this machine: \`npm run logs -- collect\`. Without a name, lists the functions that wrote.

  --follow, -f        go on printing as it comes
  --lines, -n N       how many lines of what is there (50)
  --dir DIR           the instance's data (.millrace)
  --help              this text`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    follow: { type: "boolean", short: "f" },
    lines: { type: "string", short: "n", default: "50" },
    dir: { type: "string", default: ".millrace" },
    help: { type: "boolean", short: "h" },
  },
});

/** `millrace-dev-collect.log` is the log of `collect`. */
const logs = globSync("*.log", { cwd: join(resolve(values.dir), "logs/lambda") })
  .filter((file) => !file.endsWith(".1.log"))
  .map((file) => join(resolve(values.dir), "logs/lambda", file));

const read = (path: string, from: number, to: number): string => {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, to - from));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from)).toString("utf8");
  } finally {
    closeSync(file);
  }
};

const tail = (path: string, lines: number): string => {
  const { size } = statSync(path);
  const text = read(path, Math.max(0, size - 1024 * 1024), size);
  return text
    .split("\n")
    .slice(-lines - 1)
    .join("\n");
};

const follow = (path: string): void => {
  let seen = statSync(path).size;
  watchFile(path, { interval: 200 }, ({ size }) => {
    if (size < seen) seen = 0; // a new file began
    process.stdout.write(read(path, seen, size));
    seen = size;
  });
};

const [name] = positionals;
const path = logs.find((file) => basename(file, ".log") === name || basename(file, ".log").endsWith(`-${name}`));
if (values.help === true) console.log(usage);
else if (name === undefined)
  console.log(logs.length > 0 ? logs.map((file) => basename(file, ".log")).join("\n") : "nothing was written yet");
else if (path === undefined || !existsSync(path)) {
  console.error(
    `logs: ${name} wrote nothing in ${values.dir}; with logs: ${logs.map((file) => basename(file, ".log")).join(", ") || "none"}`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write(tail(path, Number(values.lines)));
  if (values.follow === true) follow(path);
}
