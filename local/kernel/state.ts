import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** JSON documents under an id, listed in the order of their ids. */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, value: T): void;
  /** False when there was none. */
  delete(id: string): boolean;
  list(prefix?: string): { id: string; value: T }[];
}

/**
 * What the local AWS remembers, in one SQLite file. A write is safe against `kill -9` when the call returns
 * (WAL, synchronous=NORMAL: only a power cut can take the newest ones back).
 */
export class State {
  readonly database: DatabaseSync;
  #depth = 0;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.database = new DatabaseSync(path);
    this.database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = normal;
      pragma busy_timeout = 5000;
      create table if not exists documents (
        collection text not null, id text not null, value text not null, primary key (collection, id)
      ) without rowid;`);
  }

  /** All the writes of `work` (which is synchronous), or none. Transactions inside it join it. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.database.exec("begin immediate");
    this.#depth++;
    try {
      const result = work();
      this.database.exec("commit");
      return result;
    } catch (error) {
      this.database.exec("rollback");
      throw error;
    } finally {
      this.#depth--;
    }
  }

  collection<T>(name: string): Collection<T> {
    const { database } = this;
    const get = database.prepare("select value from documents where collection = ? and id = ?");
    const put = database.prepare("insert or replace into documents (collection, id, value) values (?, ?, ?)");
    const remove = database.prepare("delete from documents where collection = ? and id = ?");
    const list = database.prepare(
      "select id, value from documents where collection = ? and id >= ? and substr(id, 1, length(?)) = ? order by id",
    );
    const parse = (value: unknown): T => JSON.parse(String(value)) as T;
    return {
      get(id) {
        const row = get.get(name, id);
        return row === undefined ? undefined : parse(row["value"]);
      },
      put: (id, value) => void put.run(name, id, JSON.stringify(value)),
      delete: (id) => remove.run(name, id).changes > 0,
      list: (prefix = "") =>
        list.all(name, prefix, prefix, prefix).map((row) => ({ id: String(row["id"]), value: parse(row["value"]) })),
    };
  }

  close(): void {
    this.database.close();
  }
}
