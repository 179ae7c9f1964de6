import type { Personalize } from "@millrace/core/aws/personalize";
import type { Solution } from "@millrace/core/domain/pipeline";
import { meaningOfPersonalize } from "@millrace/core/domain/status";
import { MillraceError } from "@millrace/core/errors";
import * as z from "zod";
import { stop } from "./changes.ts";
import type { Ledger } from "./ledger.ts";
import { fullName } from "./names.ts";

export interface StopNeeds {
  readonly ledger: Pick<Ledger, "run" | "lockedBy" | "save" | "unlock">;
  readonly personalize: Pick<Personalize, "solutionVersion" | "stopTraining">;
  readonly name: string;
  readonly solutions: readonly Solution[];
}

/** `run`: only if that one is open. */
export interface Wish {
  readonly by: string;
  readonly run?: string | undefined;
}

export interface Stopped {
  /** Null when no run was open. */
  readonly stopped: string | null;
  /** Names of solutions whose training was stopped. */
  readonly trainings: readonly string[];
}

const wish = z.strictObject({ by: z.string().min(1).max(100).default("hand"), run: z.string().optional() });

/** `{by?, run?}`. Throws MillraceError. */
export const readWish = (event: unknown): Wish => {
  const read = wish.safeParse(event ?? {});
  if (read.success) return read.data;
  throw new MillraceError(400, "invalid_wish", `stop takes {by?, run?}: ${z.prettifyError(read.error)}`);
};

const mostTries = 10;

/** Ends the open run, so that no tick begins anything more, then stops what trains for it. Asking again changes nothing. */
export const stopRun = async ({ by, run: wanted }: Wish, now: number, needs: StopNeeds): Promise<Stopped> => {
  const { ledger } = needs;
  const id = wanted ?? (await ledger.lockedBy());
  if (id === undefined) return { stopped: null, trainings: [] };
  let run = await ledger.run(id);
  for (let tries = 0; run?.status === "open" && tries < mostTries; tries += 1) {
    // A tick may write meanwhile: read again, and stop what it wrote.
    run = (await ledger.save(stop(run, by, now))) ?? (await ledger.run(id));
  }
  if (run === undefined) return { stopped: null, trainings: [] };
  if (run.status === "open")
    throw new MillraceError(409, "run_is_busy", `run ${id} was written ${mostTries} times meanwhile: ask again`);
  await ledger.unlock(id);
  if (run.failureReason?.includes("stopped by") !== true) return { stopped: null, trainings: [] };
  return { stopped: id, trainings: await stopTrainings(id, run.openedAt, needs) };
};

const stopTrainings = async (run: string, openedAt: number, { personalize, name, solutions }: StopNeeds) => {
  const stopped: string[] = [];
  for (const solution of solutions) {
    const version = `${name}-${solution.name}-${run}`;
    const found = await personalize.solutionVersion(fullName(name, solution), version, openedAt);
    if (!found || found.status === "CREATE STOPPING" || meaningOfPersonalize(found.status) !== "running") continue;
    await personalize.stopTraining(found.arn);
    stopped.push(solution.name);
  }
  return stopped;
};
