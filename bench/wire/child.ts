import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A program of this folder in a process of its own. */
export interface Child<First> {
  readonly first: First;
  ask<T>(): Promise<T>;
  end(): Promise<void>;
}

/** Resolves with the first thing it says. */
export const start = async <First>(program: string, ...args: string[]): Promise<Child<First>> => {
  const child: ChildProcess = fork(new URL(program, import.meta.url), args, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const exit = once(child, "exit");
  const heard = async <T>(): Promise<T> => {
    const [message] = (await Promise.race([once(child, "message"), exit.then(() => [undefined])])) as [T | undefined];
    if (message === undefined) throw new Error(`${program} ended`);
    return message;
  };
  return {
    first: await heard<First>(),
    ask() {
      child.send("?");
      return heard();
    },
    async end() {
      child.kill("SIGTERM");
      await exit;
    },
  };
};
