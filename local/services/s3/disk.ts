import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, openSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Platform } from "../../kernel/platform.ts";
import { announcer, type Reason } from "./announce.ts";
import type { BucketList } from "./buckets.ts";
import type { Functions } from "./notifications.ts";
import { hashedPath, pathOfKey } from "./file-names.ts";
import type { Intent, ObjectRow, ObjectTable, StoredObject } from "./object-table.ts";

/** A file on its way to become an object. */
export type Arrival = Pick<StoredObject, "bucket" | "key" | "size" | "etag" | "facts"> & {
  readonly staged: string;
  readonly reason: Reason;
};

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const diskFull = (path: string): Error =>
  Object.assign(new Error(`ENOSPC: no space left on device, write '${path}'`), { code: "ENOSPC", syscall: "write" });

/**
 * Objects as plain files beside their rows. A file appears by one rename, between an intent and its row, all in one
 * tick: whoever looks up the row and opens the file in one tick has bytes and facts of the same object. `settle` ends
 * after a crash what had begun.
 */
export const objectDisk = (platform: Platform, buckets: BucketList, table: ObjectTable, functions: Functions) => {
  const announce = announcer(platform, functions);
  const root = join(platform.directory, "s3");
  const incoming = join(root, ".incoming");
  mkdirSync(incoming, { recursive: true });

  const fileOf = ({ bucket, path }: Pick<ObjectRow, "bucket" | "path">): string => join(root, bucket, path);

  /** Where the object will lie, with its folder made: its own path, unless a file or a folder of that name is in the way. */
  const place = (bucket: string, key: string): string => {
    const path = pathOfKey(key);
    try {
      mkdirSync(dirname(join(root, bucket, path)), { recursive: true });
      if (!isFolder(join(root, bucket, path))) return path;
    } catch (error) {
      if (!["ENOTDIR", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
    mkdirSync(dirname(join(root, bucket, hashedPath(key))), { recursive: true });
    return hashedPath(key);
  };

  const record = (object: StoredObject, reason: Reason, id: number): void =>
    platform.state.transaction(() => {
      table.put(object);
      table.settle(id);
      announce(buckets.need(object.bucket), object, reason, id);
    });

  const removeFile = (bucket: string, path: string): void => {
    rmSync(join(root, bucket, path), { force: true });
    try {
      for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) rmdirSync(join(root, bucket, folder));
    } catch {
      // not empty: another object lives there
    }
  };

  const settleOne = (id: number, intent: Intent): void => {
    if (intent.kind === "delete") removeFile(intent.bucket, intent.path);
    else if (!existsSync(intent.staged)) return record(intent.object, intent.reason, id); // the rename was done
    table.settle(id);
  };

  return {
    /** A fresh file name on the objects' file system. */
    stage: (): string => join(incoming, randomUUID()),

    /** Makes a staged file the object. `allow` sees what it replaces and may throw; then nothing has changed. */
    commit({ staged, reason, ...arrival }: Arrival, allow: (current: ObjectRow | undefined) => void): StoredObject {
      buckets.need(arrival.bucket);
      const current = table.get(arrival.bucket, arrival.key);
      allow(current);
      const path = current?.path ?? place(arrival.bucket, arrival.key);
      const object: StoredObject = { ...arrival, path, modified: platform.clock.now() };
      const id = table.intend({ kind: "put", staged, object, reason });
      try {
        if (platform.faults.strike(`s3.disk.${object.bucket}`, "full")) throw diskFull(object.path);
        renameSync(staged, fileOf(object));
      } catch (error) {
        table.settle(id);
        throw error;
      }
      record(object, reason, id);
      return object;
    },

    /** The object's row and an open descriptor of its bytes, which the caller closes; undefined when there is none. */
    open(bucket: string, key: string): { object: StoredObject; descriptor: number } | undefined {
      const object = table.get(bucket, key);
      return object && { object, descriptor: openSync(fileOf(object), "r") };
    },

    remove(bucket: string, key: string): void {
      const object = table.get(bucket, key);
      if (object === undefined) return;
      const id = platform.state.transaction(() => {
        table.delete(bucket, key);
        const intent = table.intend({ kind: "delete", bucket, path: object.path });
        announce(buckets.need(bucket), { bucket, key }, "DeleteObject", intent);
        return intent;
      });
      removeFile(bucket, object.path);
      table.settle(id);
    },

    fileOf,
    removeBucket: (bucket: string): void => rmSync(join(root, bucket), { recursive: true, force: true }),

    /** Called at the start, before any request: ends or undoes what a crash cut short. */
    settle(): void {
      for (const { id, intent } of table.intents()) settleOne(id, intent);
      rmSync(incoming, { recursive: true, force: true });
      mkdirSync(incoming, { recursive: true });
    },
  };
};

export type ObjectDisk = ReturnType<typeof objectDisk>;
