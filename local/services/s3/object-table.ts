import type { State } from "../../kernel/state.ts";
import type { Algorithm } from "./checksums.ts";
import type { Reason } from "./announce.ts";

/** What S3 gives back with an object besides its bytes. */
export interface ObjectFacts {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  /** `x-amz-meta-…`, without the prefix. */
  readonly metadata?: Record<string, string>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly checksums?: Partial<Record<Algorithm, string>>;
  /** COMPOSITE: a checksum of the parts' checksums. */
  readonly checksumType?: "FULL_OBJECT" | "COMPOSITE";
  readonly parts?: number;
}

/** An object as listings show it. */
export interface ObjectRow {
  readonly bucket: string;
  readonly key: string;
  /** The file, below the bucket's folder. The row is the truth: never derive it from the key. */
  readonly path: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** ms since the epoch. */
  readonly modified: number;
}

export interface StoredObject extends ObjectRow {
  readonly facts: ObjectFacts;
}

/** A step on disk that is under way; settled at the next start when the process died within it. */
export type Intent =
  | { readonly kind: "put"; readonly staged: string; readonly object: StoredObject; readonly reason: Reason }
  | { readonly kind: "delete"; readonly bucket: string; readonly path: string };

type Row = Record<string, unknown>;
const lastCharacter = "\u{10FFFF}"; // sorts after every key that continues the prefix, in SQLite and in S3 (UTF-8 bytes)

const listed = (row: Row): ObjectRow => ({
  bucket: String(row["bucket"]),
  key: String(row["key"]),
  path: String(row["path"]),
  size: Number(row["size"]),
  etag: String(row["etag"]),
  modified: Number(row["modified"]),
});

/** The index of all objects, in key order, beside the documents of the state. */
export const objectTable = ({ database }: State) => {
  database.exec(`
    create table if not exists s3_objects (
      bucket text not null, key text not null, path text not null, size integer not null, etag text not null,
      modified integer not null, facts text not null, primary key (bucket, key)
    ) without rowid;
    create table if not exists s3_intents (id integer primary key autoincrement, intent text not null);`);
  const columns = "bucket, key, path, size, etag, modified";
  const get = database.prepare("select * from s3_objects where bucket = ? and key = ?");
  const put = database.prepare("insert or replace into s3_objects values (?, ?, ?, ?, ?, ?, ?)");
  const remove = database.prepare("delete from s3_objects where bucket = ? and key = ?");
  const from = database.prepare(
    `select ${columns} from s3_objects where bucket = ? and key >= ? and key < ? order by key limit ?`,
  );
  const after = database.prepare(
    `select ${columns} from s3_objects where bucket = ? and key > ? and key < ? order by key limit ?`,
  );
  const intend = database.prepare("insert into s3_intents (intent) values (?)");
  const settle = database.prepare("delete from s3_intents where id = ?");
  const intents = database.prepare("select id, intent from s3_intents order by id");
  return {
    get(bucket: string, key: string): StoredObject | undefined {
      const row = get.get(bucket, key);
      return row && { ...listed(row), facts: JSON.parse(String(row["facts"])) as ObjectFacts };
    },
    put: ({ bucket, key, path, size, etag, modified, facts }: StoredObject): void =>
      void put.run(bucket, key, path, size, etag, modified, JSON.stringify(facts)),
    delete: (bucket: string, key: string): void => void remove.run(bucket, key),
    /** Rows with this prefix in key order, at most `limit`, those after `start` only (or from the first). */
    page: (bucket: string, prefix: string, start: string | undefined, limit: number): ObjectRow[] =>
      (start === undefined || start < prefix
        ? from.all(bucket, prefix, prefix + lastCharacter, limit)
        : after.all(bucket, start, prefix + lastCharacter, limit)
      ).map(listed),
    isEmpty: (bucket: string): boolean => from.get(bucket, "", lastCharacter, 1) === undefined,
    /** Notes a step before it is done. The answer is the id to settle it with, and rises for ever. */
    intend: (intent: Intent): number => Number(intend.run(JSON.stringify(intent)).lastInsertRowid),
    settle: (id: number): void => void settle.run(id),
    intents: (): { id: number; intent: Intent }[] =>
      intents.all().map((row) => ({ id: Number(row["id"]), intent: JSON.parse(String(row["intent"])) as Intent })),
  };
};

export type ObjectTable = ReturnType<typeof objectTable>;
