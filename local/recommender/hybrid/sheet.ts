/** The candidates of a query and what the ranker is told of each, row by row. */
export interface Sheet {
  /** Columns of a row. */
  features: number;
  items: Uint32Array;
  rows: Float32Array;
  /** By item, -1 where it is no candidate. */
  placeOf: Int32Array;
  count: number;
}
