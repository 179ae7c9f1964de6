import type { Live, Run } from "@millrace/core/domain/run";
import { MillraceError } from "@millrace/core/errors";
import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";
import { countTiers, type CountsMart } from "./counts.ts";
import { requireKey } from "./key.ts";
import { listModels } from "./models.ts";

export interface Dependencies {
  /** SHA-256 (hex) of the operator's key; undefined closes the console. */
  readonly keySha256: string | undefined;
  /** Newest first. */
  readonly runs: (limit: number) => Promise<Run[]>;
  readonly live: () => Promise<Live[]>;
  readonly counts: () => Promise<CountsMart | undefined>;
  /** The metric the gate judges by. */
  readonly metric: string;
  readonly now: () => number;
}

const shownRuns = 20;

/** GET /v1/console/runs | models | counts: what the operator's page draws. Throws Unauthorized without the key. */
export const consolePages = ({ keySha256, runs, live, counts, metric, now }: Dependencies) => {
  const pages: Record<string, () => Promise<object>> = {
    "/v1/console/runs": async () => ({ runs: await runs(shownRuns) }),
    "/v1/console/models": async () => {
      const [known, serving] = await Promise.all([runs(shownRuns), live()]);
      return { metric, models: listModels(known, serving), live: serving };
    },
    "/v1/console/counts": async () => {
      const mart = await counts();
      return { counts: mart ? countTiers(mart) : null };
    },
  };
  return async ({ path, headers }: Pick<HttpRequest, "path" | "headers">): Promise<HttpAnswer> => {
    requireKey(headers["authorization"], keySha256);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) throw new MillraceError(404, "not_found", "there is no such page", { path });
    return { status: 200, headers: { "cache-control": "no-store" }, body: { now: now(), ...(await page()) } };
  };
};
