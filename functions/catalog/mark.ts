import type { Table } from "@millrace/core/aws/table";

/**
 * What the lake job still has to do, as counters: nothing is lost however arrivals, starts and ends interleave, because
 * `arrived` only grows, and `taken` becomes what was read *before* a start that succeeded.
 */
export interface Mark {
  id: "lake";
  /** How often something arrived. */
  arrived?: number;
  /** The value of `arrived` that the last started run covers. Dirty is `arrived > taken`. */
  taken?: number;
  /** The failed run already counted, so that its end counts once however often it is told. */
  failedRun?: string;
  /** Failures in a row. */
  failures?: number;
  /** Sweeps to let pass before the next try: 1, 2, 4 … 64, so that a broken job does not cost a night of Glue. */
  wait?: number;
}

type Store = Pick<Table<Mark>, "get" | "update">;

const key = { id: "lake" };
const longestWait = 64;

/** The mark of the lake job, in DynamoDB. */
export const lakeMark = (marks: Store) => ({
  async read(): Promise<Mark> {
    return (await marks.get(key)) ?? { id: "lake" };
  },

  async arrived(): Promise<void> {
    await marks.update(key, "ADD #arrived :one", { names: { arrived: "arrived" }, values: { one: 1 } });
  },

  /** A run was started after `arrived` had been read. Never lowers: of two starts the later reading wins. */
  async taken(arrived: number): Promise<void> {
    await marks.update(key, "SET #taken = :arrived", {
      names: { taken: "taken" },
      values: { arrived },
      onlyIf: { expression: "attribute_not_exists(#taken) OR #taken < :arrived" },
    });
  },

  /** What the run had taken waits again, and a little longer than after the failure before. */
  async failed(run: string, failuresBefore: number): Promise<void> {
    await marks.update(key, "SET #failedRun = :run, #failures = :failures, #wait = :wait ADD #arrived :one", {
      names: { failedRun: "failedRun", failures: "failures", wait: "wait", arrived: "arrived" },
      values: { run, failures: failuresBefore + 1, wait: Math.min(longestWait, 2 ** failuresBefore), one: 1 },
      onlyIf: { expression: "attribute_not_exists(#failedRun) OR #failedRun <> :run" },
    });
  },

  async succeeded(): Promise<void> {
    await marks.update(key, "SET #failures = :none, #wait = :none", {
      names: { failures: "failures", wait: "wait" },
      values: { none: 0 },
    });
  },

  /** A sweep went by. */
  async waited(): Promise<void> {
    await marks.update(key, "ADD #wait :less", {
      names: { wait: "wait" },
      values: { less: -1 },
      onlyIf: { expression: "#wait > :none", values: { none: 0 } },
    });
  },
});

export type LakeMark = ReturnType<typeof lakeMark>;

export const isDirty = ({ arrived = 0, taken = 0 }: Mark): boolean => arrived > taken;
