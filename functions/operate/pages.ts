import type { Card } from "@millrace/core/domain/card";
import { linkedRun, traceOf, type Places } from "@millrace/core/domain/history";
import { historyReport } from "@millrace/core/domain/history-report";
import type { Live, Run, Watched } from "@millrace/core/domain/run";
import { MillraceError } from "@millrace/core/errors";
import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";
import { countTiers, type CountsMart } from "./counts.ts";
import { requireKey } from "./key.ts";
import { readMarts, type ReadMart } from "./marts/marts.ts";
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
  /** A mart of the lake; asked for names that are written here, never for a caller's. */
  readonly mart?: ReadMart;
  /** Where the links of the history lead. */
  readonly places: Places;
  /** The metric the gate judges by. */
  readonly metric: string;
  readonly now: () => number;
}

const shownRuns = 20;
const shownCards = 10;
/** More than a year of nights, and within what a Lambda may answer with. */
const wholeHistory = 400;

const nothing = () => Promise.resolve(undefined);

/**
 * GET /v1/console/runs | models | counts | cards | promises | marts: what the operator's page draws; `history` is every run with links to
 * its logs and objects, to keep elsewhere, and `report` the same for people. Throws Unauthorized without the key.
 */
export const consolePages = ({
  keySha256,
  runs,
  live,
  counts,
  card = nothing,
  watched = nothing,
  mart = nothing,
  places,
  metric,
  now,
}: Dependencies) => {
  const pages: Record<string, () => Promise<object>> = {
    "/v1/console/runs": async () => ({ runs: (await runs(shownRuns)).map((run) => linkedRun(run, places)) }),
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
    "/v1/console/history": async () => ({ runs: (await runs(wholeHistory)).map((run) => traceOf(run, places)) }),
    "/v1/console/counts": async () => {
      const counted = await counts();
      return { counts: counted ? countTiers(counted) : null };
    },
    "/v1/console/marts": () => readMarts(mart),
  };
  return async ({ path, headers }: Pick<HttpRequest, "path" | "headers">): Promise<HttpAnswer> => {
    requireKey(headers["authorization"], keySha256);
    if (path === "/v1/console/report") {
      const type = { "cache-control": "no-store", "content-type": "text/markdown; charset=utf-8" };
      return { status: 200, headers: type, body: historyReport(await runs(wholeHistory)) };
    }
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) throw new MillraceError(404, "not_found", "there is no such page", { path });
    return { status: 200, headers: { "cache-control": "no-store" }, body: { now: now(), ...(await page()) } };
  };
};
