import type { Card } from "@millrace/core/domain/card";
import type { Live, Run, Watched } from "@millrace/core/domain/run";
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
  /** The model card of a run that has one. */
  readonly card?: (run: string) => Promise<Card | undefined>;
  /** How the promises of pipeline.yml stood when they were measured last. */
  readonly watched?: () => Promise<Watched | undefined>;
  /** The metric the gate judges by. */
  readonly metric: string;
  readonly now: () => number;
}

const shownRuns = 20;
const shownCards = 10;
const wholeHistory = 1000;

const nothing = () => Promise.resolve(undefined);

/**
 * GET /v1/console/runs | models | counts | cards | promises: what the operator's page draws; `history` is every run, to keep
 * elsewhere. Throws Unauthorized without the key.
 */
export const consolePages = ({
  keySha256,
  runs,
  live,
  counts,
  card = nothing,
  watched = nothing,
  metric,
  now,
}: Dependencies) => {
  const pages: Record<string, () => Promise<object>> = {
    "/v1/console/runs": async () => ({ runs: await runs(shownRuns) }),
    "/v1/console/models": async () => {
      const [known, serving] = await Promise.all([runs(shownRuns), live()]);
      return { metric, models: listModels(known, serving), live: serving };
    },
    "/v1/console/cards": async () => {
      const ended = (await runs(shownRuns)).filter(({ status }) => status === "succeeded").slice(0, shownCards);
      const cards = await Promise.all(ended.map(({ id }) => card(id)));
      return { metric, cards: cards.filter((one) => one !== undefined) };
    },
    "/v1/console/promises": async () => {
      const { at = null, promises = [] } = (await watched()) ?? {};
      return { at, promises };
    },
    "/v1/console/history": async () => ({ runs: await runs(wholeHistory) }),
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
