import type { Run } from "@millrace/core/domain/run";

/** "run 2026-11-21" */
export const run = ({ id }: Pick<Run, "id">): string => `run ${id}`;

/** A number of at most three digits before the point, with thin grouping: 84,475. */
export const count = (number: number): string => number.toLocaleString("en-US");

/** "1.2 s", "38 s", "4 min 10 s" */
export const duration = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
};

/** Lines of two columns, the first padded. */
export const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
};
