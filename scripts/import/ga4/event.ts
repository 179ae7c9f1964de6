import type { WireEvent } from "@millrace/core/domain/event";
import { daySession, uuidV5 } from "../ids.ts";
import { cut, listOf, member, numberOf, propsOf, snakeOf, textOf, wholeOf, type Row } from "../json.ts";
import { campaignOf, moneyOf, pageOf } from "../parts.ts";
import { BadRow } from "../problems.ts";

/** Ours, for GA4 events, which have no id of their own. */
const namespace = "6f1c0a52-3d0e-5a8e-8a57-676134657870";

/** What makes two rows of an export the same event. */
const identifying = [
  "stream_id",
  "user_pseudo_id",
  "event_timestamp",
  "event_name",
  "event_bundle_sequence_id",
  "batch_page_id",
  "batch_ordering_id",
  "batch_event_index",
] as const;

const plainText = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null;

/** BigQuery writes 64-bit numbers as text in JSON and as numbers in Parquet; the id is the same. */
export const ga4Id = (row: Row): string =>
  uuidV5(namespace, JSON.stringify(identifying.map((name) => plainText(row[name]))));

/** The value of one of the four kinds a parameter has. */
const plain = (value: unknown): string | number | undefined =>
  textOf(member(value, "string_value")) ??
  numberOf(member(value, "int_value")) ??
  numberOf(member(value, "double_value")) ??
  numberOf(member(value, "float_value"));

const paramsOf = (row: Row): Map<string, string | number> =>
  new Map(
    listOf(row["event_params"]).flatMap((param) => {
      const [key, value] = [textOf(member(param, "key")), plain(member(param, "value"))];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );

const itemOf = (item: unknown) => {
  const item_id = textOf(member(item, "item_id"));
  if (item_id === undefined) return undefined;
  const text = (name: string, most = 256) => cut(member(item, name), most);
  return {
    item_id,
    item_name: text("item_name", 500),
    item_brand: text("item_brand"),
    item_category: text("item_category"),
    item_category2: text("item_category2"),
    item_category3: text("item_category3"),
    item_category4: text("item_category4"),
    item_category5: text("item_category5"),
    item_variant: text("item_variant"),
    price: numberOf(member(item, "price")),
    quantity: wholeOf(member(item, "quantity"), 1),
    index: wholeOf(member(item, "item_list_index"), 0),
    item_list_id: textOf(member(item, "item_list_id")),
    item_list_name: text("item_list_name"),
  };
};

const choiceOf = (value: unknown): "granted" | "denied" | "unknown" => {
  const said = textOf(value)?.toLowerCase();
  if (said === "yes") return "granted";
  return said === "no" ? "denied" : "unknown";
};

const aboutItems = new Set([
  "view_item",
  "select_item",
  "add_to_cart",
  "remove_from_cart",
  "add_to_wishlist",
  "purchase",
]);

/** Parameters that become fields of their own. */
const read = new Set(
  "ga_session_id page_location page_referrer page_title search_term value currency transaction_id".split(" "),
);

/** One row of a GA4 export. Rows without consent have nobody to belong to and are skipped. Throws BadRow. */
export const ga4Event = (row: Row, line: number): WireEvent | { skip: string } => {
  const name = textOf(row["event_name"]);
  const event_name = name === undefined ? undefined : snakeOf(name);
  if (event_name === undefined) throw new BadRow(line, "has no event_name");
  const micros = numberOf(row["event_timestamp"]);
  if (micros === undefined) throw new BadRow(line, "event_timestamp is no number of microseconds");
  const event_ts = Math.floor(micros / 1000);

  const privacy = row["privacy_info"];
  const [analytics, ads] = [choiceOf(member(privacy, "analytics_storage")), choiceOf(member(privacy, "ads_storage"))];
  const [anonymous_id, user_id] = [textOf(row["user_pseudo_id"]), textOf(row["user_id"])];
  const person = anonymous_id ?? user_id;
  if (person === undefined || analytics === "denied") return { skip: "no consent" };

  const params = paramsOf(row);
  const text = (key: string): string | undefined => textOf(params.get(key));
  const items = listOf(row["items"]).flatMap((item) => itemOf(item) ?? []);
  if (items.length === 0 && aboutItems.has(event_name)) throw new BadRow(line, `${event_name} names no item`);
  const ecommerce = row["ecommerce"];
  const source = row["collected_traffic_source"];
  const session = text("ga_session_id");
  return {
    event_id: ga4Id(row),
    event_name,
    event_ts,
    anonymous_id,
    user_id,
    session_id:
      session === undefined ? daySession(person, event_ts) : `ga4-${person.slice(0, 90)}-${session.slice(0, 30)}`,
    page: pageOf({
      url: params.get("page_location"),
      title: params.get("page_title"),
      referrer: params.get("page_referrer"),
    }),
    item_id: items.length === 1 ? items[0]?.item_id : undefined,
    items: items.length === 0 ? undefined : items,
    ...moneyOf([params.get("value"), member(ecommerce, "purchase_revenue")], [params.get("currency")]),
    transaction_id: text("transaction_id") ?? textOf(member(ecommerce, "transaction_id")),
    search_term: cut(params.get("search_term"), 256),
    consent: { analytics, ads },
    context: {
      locale: cut(member(row["device"], "language"), 35),
      device: cut(member(row["device"], "category"), 32),
      ...campaignOf({
        source: member(source, "manual_source"),
        medium: member(source, "manual_medium"),
        name: member(source, "manual_campaign_name"),
        term: member(source, "manual_term"),
        content: member(source, "manual_content"),
      }),
      app_version: cut(member(row["app_info"], "version"), 64),
    },
    props: propsOf([...params].filter(([key]) => !read.has(key))),
  };
};
