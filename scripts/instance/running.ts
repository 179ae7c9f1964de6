import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a running instance is, as it wrote it itself. */
export interface Running {
  readonly pid: number;
  /** The AWS endpoint: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Shop, console and API. */
  readonly site: string;
  readonly bucket: string;
}

/** The keys of an instance: made once, kept beside its data, readable by its owner alone. */
export interface Keys {
  /** Browsers send with it; it is no secret. */
  readonly web: string;
  /** Importers send with it. */
  readonly server: string;
  /** Opens the console. */
  readonly console: string;
}

/** Thrown when a command needs an instance and none runs. */
export class NotRunning extends Error {
  override readonly name = "NotRunning";
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's, but there
  }
};

/** The instance on this directory. Throws NotRunning with what to do. */
export const findRunning = (directory: string): Running => {
  const path = join(directory, "endpoint.json");
  const running = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Running) : undefined;
  if (running === undefined || !isAlive(running.pid))
    throw new NotRunning(`no instance runs on ${directory}: start one with "npm start" in another terminal`);
  return running;
};

/** The keys of the instance on this directory, made when it has none. */
export const keysOf = (directory: string): Keys => {
  const path = join(directory, "keys.json");
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Keys;
  const secret = (): string => randomBytes(18).toString("base64url");
  const keys: Keys = { web: secret(), server: secret(), console: secret() };
  mkdirSync(directory, { recursive: true });
  writeFileSync(path, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
};
