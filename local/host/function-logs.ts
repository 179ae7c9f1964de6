import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

const largestBytes = 10 * 1024 * 1024; // then the file becomes `<name>.1.log` and a new one begins

/** Where a function's output is kept: `<directory>/logs/lambda/<name>.log`. */
export const logFile = (directory: string, name: string): string => join(directory, "logs/lambda", `${name}.log`);

/** Appends what functions print, one file each. Lines of one moment are written together. */
export const functionLogs = (directory: string) => {
  mkdirSync(join(directory, "logs/lambda"), { recursive: true });
  const pending = new Map<string, string[]>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const [name, texts] of pending) {
      const path = logFile(directory, name);
      if (existsSync(path) && statSync(path).size > largestBytes) renameSync(path, path.replace(/\.log$/, ".1.log"));
      appendFileSync(path, texts.join(""));
    }
    pending.clear();
  };
  return {
    write(name: string, text: string): void {
      const texts = pending.get(name);
      if (texts) texts.push(text);
      else pending.set(name, [text]);
      timer ??= setTimeout(flush, 50).unref();
    },
    flush,
  };
};
