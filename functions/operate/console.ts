import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import type { Card } from "@millrace/core/domain/card";
import type { Live, Run, Watched } from "@millrace/core/domain/run";
import { optional, readConfig, text } from "@millrace/core/runtime/config";
import { httpHandler } from "@millrace/core/runtime/handlers";
import { pipeline } from "@millrace/core/runtime/pipeline";
import type { CountsMart } from "./counts.ts";
import { boundedMarts } from "./marts/bounded.ts";
import { consolePages } from "./pages.ts";

const config = readConfig({
  LEDGER_TABLE: text,
  LAKE_BUCKET: text,
  CONSOLE_KEY_SHA256: optional(text),
  PERSONALIZE_NAME: text,
  AWS_REGION: text,
});
const lake = bucket(config.LAKE_BUCKET);

export const handler = httpHandler(
  consolePages({
    keySha256: config.CONSOLE_KEY_SHA256,
    runs: (limit) => table<Run>(config.LEDGER_TABLE).query("kind", "run", { descending: true, limit }),
    live: () => table<Live>(config.LEDGER_TABLE).query("kind", "live"),
    card: (run) => lake.getJson<Card>(`models/${run}.json`),
    watched: () => table<Watched>(config.LEDGER_TABLE).get({ kind: "watched", id: "main" }),
    counts: () => lake.getJson<CountsMart>("marts/counts.json"),
    mart: boundedMarts(lake.getBytes),
    places: { bucket: config.LAKE_BUCKET, prefix: config.PERSONALIZE_NAME, region: config.AWS_REGION },
    metric: pipeline.gate.metric,
    now: Date.now,
  }),
);
