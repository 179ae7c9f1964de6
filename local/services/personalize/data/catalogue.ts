import { readFileSync } from "node:fs";
import { unpack } from "../../../recommender/packed.ts";
import type { DatasetRecord } from "../records.ts";
import type { Shelf } from "../shelf.ts";
import type { StreamedRows } from "./streamed-rows.ts";

/** The Items or the Users dataset in memory, by column. Columns are named without regard to case. */
export class Catalogue {
  readonly #rowOf = new Map<string, number>();
  readonly #columns = new Map<string, (string | null)[]>();

  has(column: string): boolean {
    return this.#columns.has(column.toUpperCase());
  }

  /** Undefined when the row or its value is missing; `column` in upper case. */
  value(id: string, column: string): string | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : (this.#columns.get(column)?.[row] ?? undefined);
  }

  put(id: string, values: Readonly<Record<string, string | null>>): void {
    const row = this.#row(id);
    for (const [column, value] of Object.entries(values)) this.#column(column)[row] = value;
  }

  addPart(file: Buffer): void {
    const { facts, texts } = unpack(file);
    const { columns, idColumn } = facts as { columns: string[]; idColumn: string };
    const rows = texts(idColumn).map((id) => this.#row(id ?? ""));
    for (const name of columns) {
      const column = this.#column(name);
      for (const [at, value] of texts(name).entries()) column[rows[at] ?? 0] = value;
    }
  }

  #row(id: string): number {
    const known = this.#rowOf.get(id);
    if (known !== undefined) return known;
    const row = this.#rowOf.size;
    this.#rowOf.set(id, row);
    return row;
  }

  #column(given: string): (string | null)[] {
    const name = given.toUpperCase();
    const known = this.#columns.get(name);
    if (known) return known;
    const column: (string | null)[] = [];
    this.#columns.set(name, column);
    return column;
  }
}

/** Catalogues by dataset group, read when first asked for and again when their data changed. */
export class Catalogues {
  readonly #datasets: Pick<Shelf<DatasetRecord>, "find">;
  readonly #rows: StreamedRows;
  readonly #path: (file: string) => string;
  readonly #read = new Map<string, { stamp: string; catalogue: Catalogue }>();

  constructor(datasets: Pick<Shelf<DatasetRecord>, "find">, rows: StreamedRows, path: (file: string) => string) {
    this.#datasets = datasets;
    this.#rows = rows;
    this.#path = path;
  }

  /** Empty when the group has no such dataset. */
  of(groupArn: string, type: "ITEMS" | "USERS" = "ITEMS"): Catalogue {
    const dataset = this.#datasets.find(datasetArn(groupArn, type));
    if (!dataset) return new Catalogue();
    const stamp = `${dataset.parts.map(({ file }) => file).join()} ${this.#rows.revision}`;
    const known = this.#read.get(dataset.arn);
    if (known?.stamp === stamp) return known.catalogue;
    const catalogue = this.#readFrom(dataset);
    this.#read.set(dataset.arn, { stamp, catalogue });
    return catalogue;
  }

  /** Oldest first, so that of two rows of one id the newer one counts. */
  #readFrom(dataset: DatasetRecord): Catalogue {
    const catalogue = new Catalogue();
    const rows = this.#rows.of(dataset.arn).sort((a, b) => a.receivedAt - b.receivedAt);
    for (const part of dataset.parts) {
      const earlier = rows.findIndex(({ receivedAt }) => receivedAt > part.importedAt);
      for (const row of rows.splice(0, earlier === -1 ? rows.length : earlier)) catalogue.put(row.id, row.values);
      catalogue.addPart(readFileSync(this.#path(part.file)));
    }
    for (const row of rows) catalogue.put(row.id, row.values);
    return catalogue;
  }
}

/** `…:dataset-group/shop` → `…:dataset/shop/ITEMS`. */
export function datasetArn(groupArn: string, type: DatasetRecord["type"]): string {
  return `${groupArn.replace(":dataset-group/", ":dataset/")}/${type}`;
}
