import type { Personalize } from "@millrace/core/aws/personalize";
import type { Run } from "@millrace/core/domain/run";
import { running, type Progress } from "../progress.ts";

/** Imports that an account may have under way in a region; the quota cannot be raised. Source: developer guide, "Endpoints and quotas". */
export const mostImportsAtOnce = 5;

const waits = "waits for other imports";

/** As many of the imports that have not begun as the account has room for; the rest wait, which is no failure. */
export const asRoomAllows = async <Out>(
  looked: readonly (readonly [string, Progress<Out>])[],
  { importsUnderWay }: Pick<Personalize, "importsUnderWay">,
): Promise<readonly (readonly [string, Progress<Out>])[]> => {
  const missing = looked.filter(([, { is }]) => is === "absent").map(([name]) => name);
  const underWay = missing.length === 0 ? [] : await importsUnderWay();
  if (underWay === undefined) return looked; // Personalize will say so itself
  const begins = new Set(missing.slice(0, Math.max(0, mostImportsAtOnce - underWay.length)));
  const said = `${waits}: ${underWay.length} are under way in the account (${underWay.join(", ")}), and Personalize takes ${mostImportsAtOnce} at once`;
  return looked.map(([name, state]) =>
    state.is === "absent" && !begins.has(name) ? [name, running(`import of ${name} ${said}`)] : [name, state],
  );
};

/** What the step was waiting for when it was looked at last, for the history. */
export const waitedFor = (run: Run): string | undefined => {
  const { message = "" } = run.steps["import-datasets"];
  return message.includes(waits) ? message : undefined;
};
