import type { State } from "../../../kernel/state.ts";

export interface StreamedRow {
  id: string;
  /** By column name of the schema. */
  values: Record<string, string | null>;
  /** ms since the epoch. */
  receivedAt: number;
}

/** Items and users sent by PutItems and PutUsers. A FULL import leaves them. */
export class StreamedRows {
  readonly #database;
  readonly #put;
  readonly #all;
  #revision = 0;

  constructor(state: Pick<State, "database">) {
    this.#database = state.database;
    this.#database.exec(`
      create table if not exists personalize_rows (
        dataset text not null, id text not null, row_values text not null, received_at real not null,
        primary key (dataset, id)
      ) without rowid;`);
    this.#put = this.#database.prepare("insert or replace into personalize_rows values (?, ?, ?, ?)");
    this.#all = this.#database.prepare("select id, row_values, received_at from personalize_rows where dataset = ?");
  }

  put(dataset: string, { id, values, receivedAt }: StreamedRow): void {
    this.#revision++;
    this.#put.run(dataset, id, JSON.stringify(values), receivedAt);
  }

  of(dataset: string): StreamedRow[] {
    return this.#all.all(dataset).map((row) => ({
      id: String(row["id"]),
      values: JSON.parse(String(row["row_values"])) as StreamedRow["values"],
      receivedAt: Number(row["received_at"]),
    }));
  }

  /** Changes when a row does; this process alone writes them. */
  get revision(): number {
    return this.#revision;
  }

  /** Returns how many there were. */
  forgetRows(dataset: string, ids: readonly string[]): number {
    this.#revision++;
    const row = this.#database.prepare("delete from personalize_rows where dataset = ? and id = ?");
    return ids.reduce((sum, id) => sum + Number(row.run(dataset, id).changes), 0);
  }

  forget(dataset: string): void {
    this.#revision++;
    this.#database.prepare("delete from personalize_rows where dataset = ?").run(dataset);
  }
}
