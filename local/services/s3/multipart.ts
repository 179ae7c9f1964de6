import { createHash, randomBytes } from "node:crypto";
import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "../../kernel/platform.ts";
import { digest, type Algorithm } from "./checksums.ts";
import { S3Error } from "./errors.ts";
import type { ObjectFacts } from "./object-table.ts";
import type { Upload } from "./upload.ts";

export interface Started {
  readonly bucket: string;
  readonly key: string;
  readonly facts: ObjectFacts;
  /** The checksum that the object will carry, made of the parts' own. */
  readonly algorithm?: Algorithm;
  /** ms since the epoch. */
  readonly initiated: number;
}

export interface Part {
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  /** ms since the epoch. */
  readonly modified: number;
  readonly checksums: Upload["checksums"];
}

/** A part as CompleteMultipartUpload names it. */
interface Named {
  readonly PartNumber?: number | undefined;
  readonly ETag?: string | undefined;
}

const smallestPart = 5 * 1024 * 1024; // but for the last
const partId = (upload: string, number: number): string => `${upload}/${String(number).padStart(5, "0")}`;

/** A checksum of the parts' checksums, as S3 composes it; undefined when a part lacks one. */
const composite = async (algorithm: Algorithm, parts: readonly Part[]): Promise<string | undefined> => {
  const sum = digest(algorithm);
  for (const { checksums } of parts) {
    const own = checksums[algorithm];
    if (own === undefined) return undefined;
    sum.update(Buffer.from(own, "base64"));
  }
  return `${await sum.end()}-${parts.length}`;
};

/** MD5 of the parts' MD5s and their count: S3's ETag of an object put in parts. */
const etagOf = (parts: readonly Part[]): string => {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(Buffer.from(etag, "hex"));
  return `${hash.digest("hex")}-${parts.length}`;
};

/** Uploads under way and the parts they have, which survive a restart. */
export const multipartUploads = (platform: Platform) => {
  const root = join(platform.directory, "s3", ".uploads");
  const uploads = platform.state.collection<Started>("s3.uploads");
  const parts = platform.state.collection<Part>("s3.parts");
  mkdirSync(root, { recursive: true });

  /** Throws NoSuchUpload, for another object's upload too. */
  const need = (id: string, bucket: string, key: string): Started => {
    const upload = uploads.get(id);
    if (upload?.bucket !== bucket || upload.key !== key) throw new S3Error("NoSuchUpload");
    return upload;
  };

  const choose = (id: string, named: readonly Named[]): Part[] => {
    if (named.length === 0) throw new S3Error("MalformedXML");
    const chosen = named.map(({ PartNumber = 0, ETag = "" }) => {
      const part = parts.get(partId(id, PartNumber));
      if (part?.etag !== ETag.replaceAll('"', "")) throw new S3Error("InvalidPart");
      return part;
    });
    if (chosen.some((part, index) => index > 0 && part.number <= (chosen[index - 1]?.number ?? 0)))
      throw new S3Error("InvalidPartOrder");
    if (chosen.slice(0, -1).some(({ size }) => size < smallestPart)) throw new S3Error("EntityTooSmall");
    return chosen;
  };

  const concatenate = async (id: string, chosen: readonly Part[], staged: string): Promise<void> => {
    const descriptors = chosen.map(({ file }) => openSync(join(root, id, file), "r"));
    const target = await open(staged, "wx");
    try {
      for (const descriptor of descriptors)
        for await (const piece of createReadStream("", {
          fd: descriptor,
          autoClose: false,
          highWaterMark: 1024 * 1024,
        }))
          await target.write(piece as Buffer);
    } finally {
      await target.close();
      for (const descriptor of descriptors) closeSync(descriptor);
    }
  };

  const forget = (id: string): void => {
    platform.state.transaction(() => {
      for (const part of parts.list(`${id}/`)) parts.delete(part.id);
      uploads.delete(id);
    });
    rmSync(join(root, id), { recursive: true, force: true });
  };

  return {
    need,
    start(asked: Omit<Started, "initiated">): string {
      const started = { ...asked, initiated: platform.clock.now() };
      const id = randomBytes(24).toString("base64url");
      mkdirSync(join(root, id));
      uploads.put(id, started);
      return id;
    },
    /** A fresh file name for a part. */
    stage: (id: string): string => join(root, id, randomBytes(8).toString("hex")),
    /** Takes a received part; it replaces an earlier one of that number. */
    add(id: string, number: number, { staged, size, etag, checksums }: Upload): void {
      const replaced = parts.get(partId(id, number));
      const file = staged.slice(join(root, id).length + 1);
      parts.put(partId(id, number), { number, file, size, etag, checksums, modified: platform.clock.now() });
      if (replaced) rmSync(join(root, id, replaced.file), { force: true });
    },
    /** Joins the named parts into the file `staged`. The upload stays until it is forgotten. */
    async assemble(id: string, named: readonly Named[], staged: string, { algorithm, facts }: Started) {
      const chosen = choose(id, named);
      await concatenate(id, chosen, staged);
      const sum = algorithm && (await composite(algorithm, chosen));
      const size = chosen.reduce((total, part) => total + part.size, 0);
      const composed =
        algorithm && sum !== undefined ? { checksums: { [algorithm]: sum }, checksumType: "COMPOSITE" as const } : {};
      return { size, etag: etagOf(chosen), facts: { ...facts, ...composed, parts: chosen.length } };
    },
    forget,
    /** In the order of their numbers. */
    partsOf: (id: string): Part[] => parts.list(`${id}/`).map(({ value }) => value),
    /** In the order of their keys, those of one key by age. */
    of: (bucket: string): { id: string; started: Started }[] =>
      uploads
        .list()
        .flatMap(({ id, value }) => (value.bucket === bucket ? { id, started: value } : []))
        .sort(({ started: left }, { started: right }) =>
          left.key === right.key
            ? left.initiated - right.initiated
            : Buffer.compare(Buffer.from(left.key), Buffer.from(right.key)),
        ),
    isUsedBy: (bucket: string): boolean => uploads.list().some(({ value }) => value.bucket === bucket),
    /** Called at the start: removes files of uploads that nobody knows. */
    settle(): void {
      for (const id of readdirSync(root))
        if (uploads.get(id) === undefined) rmSync(join(root, id), { recursive: true });
    },
  };
};

export type MultipartUploads = ReturnType<typeof multipartUploads>;
