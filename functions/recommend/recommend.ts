import { randomUUID } from "node:crypto";
import { personalizeRuntimeIn } from "@millrace/core/aws/personalize-runtime";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import type { PopularMart } from "@millrace/core/domain/recommendation";
import type { Live } from "@millrace/core/domain/run";
import { remembered } from "@millrace/core/runtime/remembered";
import { readConfig, text } from "@millrace/core/runtime/config";
import { httpHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { placesOf } from "./ask.ts";
import { batchLists } from "./batch-lists.ts";
import { recommendations } from "./recommendations.ts";
import type { Row } from "./shelf.ts";

const config = readConfig({ LEDGER_TABLE: text, CACHE_TABLE: text, LAKE_BUCKET: text });
const ledger = table<Live>(config.LEDGER_TABLE);
const lake = bucket(config.LAKE_BUCKET);

const onFailure = (rung: string, error: unknown): void => {
  const { name, message: reason } = error instanceof Error ? error : new Error(String(error));
  log.warn("stepped over a rung", { rung, name, reason });
};

const liveModels = new Map(
  pipeline.campaigns.map(({ name }) => [
    name,
    remembered(() => ledger.get({ kind: "live", id: name }, { consistent: false }), {
      freshMs: 10_000,
      retryMs: 2_000,
      onFailure: (error) => onFailure("ledger", error),
    }),
  ]),
);

const popular = remembered(() => lake.getJson<PopularMart>("marts/popular.json"), {
  freshMs: 300_000,
  retryMs: 5_000,
  onFailure: (error) => onFailure("popular", error),
});

export const handler = httpHandler(
  recommendations(placesOf(pipeline), {
    liveModel: async (campaign) => liveModels.get(campaign)?.(),
    askCampaign: personalizeRuntimeIn(pipeline.account),
    cache: table<Row>(config.CACHE_TABLE),
    batchList: batchLists(lake, Date.now, (error) => onFailure("batch", error)),
    popular,
    builtIn: pipeline.fallback,
    newId: randomUUID,
    now: Date.now,
    onFailure,
  }),
);
