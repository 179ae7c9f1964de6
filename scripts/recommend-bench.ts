import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type ProtocolName, protocolNames, trialOf } from "../bench/recommend/protocols.ts";
import { readEvents } from "../bench/recommend/read-table.ts";
import { run } from "../bench/recommend/run.ts";
import { tableOf } from "../bench/recommend/table.ts";

const help = `npm run recommend:bench -- --data FILE --protocol ${protocolNames.join("|")} [--test FILE] [--seed N] [--json]

FILE: tab, comma or semicolon separated, .gz or not, with a header that names a user or session, an item and a time or order.
  sessions        next item in a session, HR@20 and MRR@20; test: --test FILE, or what a *.train.* file has beside it
                  as *.test.*, or the newest tenth of the sessions
  leave-last-out  each user's newest event, HR@10 and NDCG@10; trained without the two newest ("strict") and without one ("refit")
  temporal        the newest tenth of the events, for users who were there before; NDCG@10
All items are ranked. Settings are chosen on training data alone. The same seed gives the same figures.`;

const main = (): void => {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      test: { type: "string" },
      protocol: { type: "string" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const protocol = protocolNames.find((name) => name === values.protocol);
  if (values.data === undefined || protocol === undefined) throw new Error(`say --data FILE and --protocol\n\n${help}`);
  if (!existsSync(values.data)) throw new Error(`${values.data} is not there`);
  const { data, firstTest } = readData(values.data, values.test, protocol);
  const trial = trialOf(data, protocol, firstTest);
  if (trial.test.length === 0) throw new Error("no test cases: the data has nobody who comes back");
  const outcome = run(trial, Number(values.seed), showProgress());
  process.stderr.write("\r\u001b[K");
  if (values.json) return console.log(JSON.stringify({ file: values.data, protocol, ...outcome }));
  console.log(tableOf(values.data, protocol, trial, outcome, cpus()[0]?.model ?? ""));
};

function readData(file: string, testFile: string | undefined, protocol: ProtocolName) {
  const beside = file.replace(".train.", ".test.");
  const test = testFile ?? (protocol === "sessions" && beside !== file && existsSync(beside) ? beside : undefined);
  if (test === undefined) return { data: readEvents([file]), firstTest: undefined };
  const alone = readEvents([file]).users.length;
  return { data: readEvents([file, test]), firstTest: alone };
}

/** One line that is written over, on a terminal or not. */
function showProgress(): (doing: string, share: number) => void {
  const began = performance.now();
  let last = "";
  return (doing, share) => {
    const line = `${doing} ${Math.round(share * 100)} %`;
    if (line === last || (!process.stderr.isTTY && line.split(" ")[0] === last.split(" ")[0])) return;
    last = line;
    const text = `${((performance.now() - began) / 1000).toFixed(0)} s  ${line}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  };
}

try {
  main();
} catch (error) {
  console.error(`recommend:bench: ${(error as Error).message}`);
  process.exitCode = 1;
}
