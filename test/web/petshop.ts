import type { AskCampaign } from "@millrace/core/aws/personalize-runtime";
import type { PutEvents } from "@millrace/core/domain/live-events";
import type { StoredEvent } from "@millrace/core/domain/event";
import { takeBatch } from "../../functions/collect/take-batch.ts";
import { recommendations } from "../../functions/recommend/recommendations.ts";
import { placesOf } from "../../functions/recommend/ask.ts";
import type { Row } from "../../functions/recommend/shelf.ts";
import { aModel } from "../functions/recommend/given.ts";
import { pageFiles } from "./pages.ts";
import { files, openSite } from "./site.ts";

const kinds = ["dog", "cat", "fish"];
const writeKey = "write-key-of-the-shop";

/** 30 products: ten for each kind of pet. */
export const products = kinds.flatMap((kind, shelf) =>
  Array.from({ length: 10 }, (_, index) => ({
    product_id: `${kind}-${index}`,
    name_ko: `${["강아지", "고양이", "물고기"][shelf]} 사료 ${index}`,
    name_en: `${kind} kibble ${index} <b>`,
    category_l1: kind,
    category_l2: "food",
    category_l3: "dry-food",
    price: 1_000 * (index + 1),
    available: 1,
  })),
);

const kindOf = (itemId: string): string => itemId.split("-")[0] ?? "";
const ofKind = (kind: string): string[] =>
  products.flatMap(({ product_id }) => (kindOf(product_id) === kind ? product_id : []));

/** The shop's pages before the real collect and recommend functions; behind those, a model that likes what was clicked last. */
export const openShop = async ({ hasProducts = true } = {}) => {
  const looks = new Map<string, string[]>();
  const stored: StoredEvent[] = [];
  const rows = new Map<string, Row>();

  const putEvents: PutEvents = async ({ userId, events }) => {
    looks.set(userId, [...events.map(({ itemId }) => itemId).reverse(), ...(looks.get(userId) ?? [])]);
  };
  const askCampaign: AskCampaign = async ({ user = "", item, limit }) => {
    const last = item ?? looks.get(user)?.[0];
    const liked = last === undefined ? products.map(({ product_id }) => product_id) : ofKind(kindOf(last));
    return {
      recommendationId: crypto.randomUUID(),
      items: liked
        .filter((id) => id !== last)
        .slice(0, limit)
        .map((itemId) => ({ itemId, metadata: { name: itemId } })),
    };
  };
  const collect = takeBatch({
    admission: { writeKeys: new Map([[writeKey, "web"]]), origins: { has: () => true } as unknown as Set<string> },
    clicks: {
      put: async (records) => {
        for (const line of Buffer.concat(records).toString("utf8").trim().split("\n"))
          stored.push(JSON.parse(line) as StoredEvent);
        return records.map(() => true);
      },
    },
    lake: { put: async () => {} },
    realTime: { trackingId: async () => "tracker", putEvents },
    sleep: async () => {},
    random: () => 0,
    notice: () => {},
  });
  const placement = { limit: 12, metadata: ["NAME"], filter: undefined };
  const recommend = recommendations(
    placesOf({
      placements: {
        home: { ...placement, campaign: "personal", needs: "user" },
        product: { ...placement, campaign: "similar", needs: "item" },
      },
    }),
    {
      liveModel: async (campaign) => aModel("v1", campaign),
      askCampaign,
      cache: { get: async ({ key }) => rows.get(key), put: async (row) => void rows.set(row.key, row) },
      popular: async () => ({
        generatedAt: 0,
        items: products.map(({ product_id }) => ({ item_id: product_id, score: 1 })),
      }),
      builtIn: ["dog-0"],
      newId: () => crypto.randomUUID(),
      now: Date.now,
      onFailure: () => {},
    },
  );
  const site = await openSite({
    ...files(await pageFiles("shop", "/")),
    "GET /config.json": () => ({ status: 200, body: { writeKey, demoVisitors: ["u00001", "u00002"] } }),
    ...(hasProducts ? { "GET /products.json": () => ({ status: 200, body: products }) } : {}),
    "POST /v1/events": collect,
    "GET /v1/recommendations": recommend,
  });
  return { ...site, stored };
};
