import { expect } from "@jest/globals";
import type { BatchLists } from "@millrace/core/domain/pipeline";
import { refreshLists } from "../../../../functions/retraining/lists/refresh-lists.ts";
import { aWorld, type World } from "../world.ts";

export const first = "2026-11-21";
const home: BatchLists = {
  name: "home",
  solution: "personal",
  placement: "home",
  activeWithin: 14 * 86_400_000,
  most: 20,
  length: 25,
  filter: "available",
};

/** Thirty visitors, the last of whom was there a month ago. */
const active = (run: string): [string, string] => {
  const rows = Array.from(
    { length: 30 },
    (_, user) => `u${user},${1_790_000_000 - (user === 29 ? 30 * 86_400 : user)}`,
  );
  return [`t2/${run}/active/part-0.csv`, ["USER_ID,TIMESTAMP", ...rows].join("\n")];
};

/** Good enough for the gate, and telling which day's model made it. */
const listOf = (arn: string, user: number) =>
  arn.includes("popular") ? ["other"] : [`wanted-${user}`, `${arn.includes("11-22") ? "new" : "old"}-${user}`];

/** A shop with a batch section; `fate` as in the world. */
export const aShop = (fate?: NonNullable<Parameters<typeof aWorld>[0]>["fate"]) => {
  const world = aWorld({ lists: listOf, ...(fate && { fate }) });
  const lake = {
    list: async function* (prefix: string) {
      for (const [key, body] of world.objects) if (key.startsWith(prefix)) yield { key, size: body.length };
    },
    getBytes: async (key: string) => Buffer.from(world.objects.get(key) ?? ""),
    getJson: async <T>(key: string) => {
      const text = world.objects.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    put: async (key: string, body: string): Promise<void> => void world.objects.set(key, body),
  };
  const needs = {
    personalize: world.control,
    ledger: world.ledger,
    name: "millrace-dev",
    lake,
    lakeBucket: "millrace-dev-lake",
    pipeline: { batch: [home], campaigns: world.pipeline.campaigns },
  };
  const refresh = async (changes: Partial<typeof needs> = {}) =>
    (await refreshLists(world.now(), { ...needs, ...changes }))[0];
  return { world, lake, needs, refresh };
};

/** A run that went well, and who was there lately. */
export const retrain = async (world: World, date: string) => {
  await world.open({ date });
  expect(await world.play(date)).toMatchObject({ status: "succeeded" });
  world.objects.set(...active(date));
};
