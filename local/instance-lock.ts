import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** How other programs find a running instance: `<directory>/endpoint.json`. */
export interface Address {
  readonly pid: number;
  /** For SDK clients: `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly site: string;
  readonly bucket: string;
}

/** Thrown when another process has the directory. */
export class DirectoryInUse extends Error {
  override readonly name = "DirectoryInUse";
}

const holderOf = (directory: string): string => {
  const path = join(directory, "endpoint.json");
  if (!existsSync(path)) return "another instance is starting or running";
  const { pid, site } = JSON.parse(readFileSync(path, "utf8")) as Address;
  return `process ${pid} runs at ${site}`;
};

/**
 * One instance per directory. The lock is SQLite's own on an open file, so the system releases it however the process
 * ends, and a process number used again deceives nobody. Throws DirectoryInUse.
 */
export const lockDirectory = (directory: string) => {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, "lock.sqlite"));
  try {
    database.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch (cause) {
    database.close();
    throw new DirectoryInUse(`${directory} is in use: ${holderOf(directory)}. Stop it, or choose another directory.`, {
      cause,
    });
  }
  const addressFile = join(directory, "endpoint.json");
  return {
    announce: (address: Address): void => writeFileSync(addressFile, `${JSON.stringify(address, null, 2)}\n`),
    release(): void {
      rmSync(addressFile, { force: true });
      database.close();
    },
  };
};
