import { bus, topic } from "@millrace/core/aws/notify";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import type { Live, Run, Told, Watched } from "@millrace/core/domain/run";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { watchOver } from "./watch-over.ts";

const config = readConfig({ LEDGER_TABLE: text, LAKE_BUCKET: text });
const items = table<Run | Live | Told | Watched>(config.LEDGER_TABLE);
const lake = bucket(config.LAKE_BUCKET);
const { topicArn } = pipeline.notifications;

const needs = {
  ledger: {
    runs: (limit: number) => items.query("kind", "run", { descending: true, limit }) as Promise<Run[]>,
    lives: () => items.query("kind", "live") as Promise<Live[]>,
    isTold: async (id: string) => (await items.get({ kind: "told", id })) !== undefined,
    setTold: async (id: string, at: number) => void (await items.put({ kind: "told", id, at })),
    setWatched: async (watched: Omit<Watched, "kind" | "id">) =>
      void (await items.put({ kind: "watched", id: "main", ...watched })),
  },
  notify: [bus(), ...(topicArn === undefined ? [] : [topic(topicArn)])],
  pipeline,
  mart: () => lake.getJson<ClickThroughMart>("marts/click-through.json"),
};

/** Tells of runs that ended and of promises that are not kept, also when nothing runs at all. */
export const handler = eventHandler(async (_event: unknown, { now }) => {
  const { told, promises } = await watchOver(now, needs);
  for (const { name, holds, measured } of promises)
    if (!holds) log.warn("promise not kept", { promise: name, measured });
  if (told.length > 0) log.info("told", { told });
  return { told, broken: promises.filter(({ holds }) => !holds).length };
});
