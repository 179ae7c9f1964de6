import { fork } from "node:child_process";
import type { Answer, FromChild, Question, ToChild } from "./engine/protocol.ts";
import type { KnownTables } from "./known-tables.ts";

/** How a query ended. */
export type Ending = { readonly answer: Answer } | { readonly failure: string };

export interface Engine {
  readonly ended: Promise<Ending>;
  kill(): void;
}

const program = new URL("./engine/run-query.ts", import.meta.url);
const inherited = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot", "TEMP"];

/** Starts a process that answers the question with files of the tables that we name to it. It dies with us. */
export const startEngine = (question: Question, tables: KnownTables): Engine => {
  const child = fork(program, [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: Object.fromEntries(
      inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    detached: process.platform !== "win32", // Ctrl-C in our terminal is for us to decide about
  });
  const send = (message: ToChild): void => void (child.connected && child.send(message));
  let tail = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => void (tail = (tail + text).slice(-2_000)));
  const ended = new Promise<Ending>((resolve) => {
    const end = (ending: Ending): void => {
      resolve(ending);
      child.kill("SIGKILL");
    };
    const reply = (ask: number, work: () => unknown): void => {
      try {
        send({ kind: "reply", ask, value: work() });
      } catch (error) {
        end({ failure: `GENERIC_INTERNAL_ERROR: ${(error as Error).message}` });
      }
    };
    child.on("message", (message: FromChild) => {
      if (message.kind === "ready") send({ kind: "question", question });
      if (message.kind === "tables") reply(message.ask, () => message.names.map((name) => tables.find(name)));
      if (message.kind === "files") reply(message.ask, () => message.chosen.map((chosen) => tables.files(chosen)));
      if (message.kind === "done") end({ answer: message.answer });
      if (message.kind === "failed") end({ failure: message.message });
    });
    child.once("error", (error) => resolve({ failure: `GENERIC_INTERNAL_ERROR: ${error.message}` }));
    child.once("exit", (code, signal) =>
      resolve({ failure: `GENERIC_INTERNAL_ERROR: the engine ended with ${signal ?? code}. ${tail.trim()}`.trim() }),
    );
  });
  return { ended, kill: () => void child.kill("SIGKILL") };
};
