/** What the process that runs a query and the service that knows the catalog tell each other. */

/** The query as it was asked. */
export interface Question {
  readonly sql: string;
  /** The schema of names without one. */
  readonly database: string;
  /** Where the answer is to be written, as CSV. */
  readonly output: string;
  /** All that may be read: the folder of S3's files. */
  readonly readable: string;
}

export interface Column {
  readonly name: string;
  /** In Hive's words. */
  readonly type: string;
}

export type Format = "json" | "parquet" | "csv";

/** A table of the catalog as a query needs it. */
export interface KnownTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly keys: readonly Column[];
  readonly format: Format;
  readonly options: Readonly<Record<string, string>>;
  /** The values of each registered partition; one of none for a table without partition keys. */
  readonly partitions: readonly (readonly string[])[];
}

export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** A table that is not there, or that cannot be read: in Athena's words, without the place. */
export interface Absent {
  readonly code: string;
  readonly message: string;
}

export interface SourceFile {
  readonly path: string;
  readonly size: number;
  /** Index of its partition in the table's list. */
  readonly partition: number;
}

/** A column of the answer, as GetQueryResults tells it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

export interface Answer {
  readonly columns: readonly ResultColumn[];
  readonly rows: number;
  readonly scannedBytes: number;
}

/** From the child; `ask` is answered by the message of the same number. */
export type FromChild =
  | { readonly kind: "ready" }
  | { readonly kind: "tables"; readonly ask: number; readonly names: readonly TableName[] }
  | { readonly kind: "files"; readonly ask: number; readonly chosen: readonly (TableName & { partitions: number[] })[] }
  | { readonly kind: "done"; readonly answer: Answer }
  | { readonly kind: "failed"; readonly message: string };

export type ToChild =
  | { readonly kind: "question"; readonly question: Question }
  | { readonly kind: "reply"; readonly ask: number; readonly value: unknown };
