import type { Job, Started } from "@millrace/core/aws/glue";
import { lakeMark, type Mark } from "../../../functions/catalog/mark.ts";

/** DynamoDB's part in the mark: one item, and the few expressions we use on it, each applied atomically. */
export const fakeMarks = () => {
  const item: Record<string, number | string> = { id: "lake" };
  const number = (name: string): number => Number(item[name] ?? 0);

  const conditions: Record<string, (values: Record<string, unknown>) => boolean> = {
    "attribute_not_exists(#taken) OR #taken < :arrived": ({ arrived }) =>
      !("taken" in item) || number("taken") < Number(arrived),
    "attribute_not_exists(#failedRun) OR #failedRun <> :run": ({ run }) => item["failedRun"] !== run,
    "#wait > :none": () => number("wait") > 0,
  };
  const updates: Record<string, (values: Record<string, number | string>) => void> = {
    "ADD #arrived :one": () => void (item["arrived"] = number("arrived") + 1),
    "SET #taken = :arrived": ({ arrived }) => void Object.assign(item, { taken: arrived }),
    "SET #failedRun = :run, #failures = :failures, #wait = :wait ADD #arrived :one": ({ run, failures, wait }) =>
      void Object.assign(item, { failedRun: run, failures, wait, arrived: number("arrived") + 1 }),
    "SET #failures = :none, #wait = :none": () => void Object.assign(item, { failures: 0, wait: 0 }),
    "ADD #wait :less": () => void (item["wait"] = number("wait") - 1),
  };

  return lakeMark({
    get: async () => ({ ...item }) as unknown as Mark,
    update: async (_key, expression, options) => {
      const { values = {}, onlyIf } = options ?? {};
      const update = updates[expression];
      const condition = onlyIf && conditions[onlyIf.expression];
      if (!update || (onlyIf && !condition)) throw new Error(`an expression the fake does not know: ${expression}`);
      if (condition && !condition({ ...values, ...onlyIf?.values })) return false;
      update(values as Record<string, number | string>);
      return true;
    },
  });
};

/** A Glue job of one run at a time. What lay in `lake` at a start is `covered` once that run has succeeded. */
export const fakeJob = () => {
  const lake = new Set<string>();
  const covered = new Set<string>();
  const runs: { id: string; state: string; saw: string[] }[] = [];
  const job: Pick<Job, "start" | "runs"> = {
    async start(): Promise<Started> {
      if (runs[0]?.state === "RUNNING") return { started: false, reason: "concurrent" };
      runs.unshift({ id: `jr_${runs.length + 1}`, state: "RUNNING", saw: [...lake] });
      return { started: true, id: `jr_${runs.length}` };
    },
    runs: async (limit) =>
      runs.slice(0, limit).map(({ id, state }) => ({ id, state, arguments: {}, startedOn: new Date(0) })),
  };
  return {
    job,
    lake,
    covered,
    runs,
    end(state = "SUCCEEDED") {
      const [run] = runs;
      if (run?.state !== "RUNNING") return;
      run.state = state;
      if (state === "SUCCEEDED") for (const key of run.saw) covered.add(key);
    },
  };
};
