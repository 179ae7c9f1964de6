import type { WireEvent } from "@millrace/core/domain/event";
import type { Found, Listener } from "./format.ts";
import { daySession, foreignId, idOf } from "./ids.ts";
import {
  cut,
  eventsOf,
  isRow,
  jsonRows,
  listOf,
  member,
  numberOf,
  propsOf,
  snakeOf,
  textOf,
  wordFor,
  type Row,
} from "./json.ts";
import { campaignOf, moneyOf, pageOf, productOf } from "./parts.ts";
import { BadRow } from "./problems.ts";
import { timeOf } from "./rows.ts";

/** Segment's e-commerce spec v2 in GA4's words. */
export const segmentNames: Readonly<Record<string, string>> = {
  "product viewed": "view_item",
  "product list viewed": "view_item_list",
  "product list filtered": "view_item_list",
  "product clicked": "select_item",
  "products searched": "search",
  "product added": "add_to_cart",
  "product removed": "remove_from_cart",
  "cart viewed": "view_cart",
  "product added to wishlist": "add_to_wishlist",
  "product removed from wishlist": "remove_from_wishlist",
  "checkout started": "begin_checkout",
  "checkout step completed": "add_shipping_info",
  "payment info entered": "add_payment_info",
  "order completed": "purchase",
  "order refunded": "refund",
  "promotion viewed": "view_promotion",
  "promotion clicked": "select_promotion",
  "product shared": "share",
  "signed in": "login",
  "signed up": "sign_up",
};

const itemOf = (product: unknown) => {
  const item_id = textOf(member(product, "product_id")) ?? textOf(member(product, "sku"));
  return item_id === undefined
    ? undefined
    : { ...productOf(item_id, product), item_list_id: textOf(member(product, "list_id")) };
};

/** What is read into fields of their own; the rest becomes `props`. */
const read = new Set([
  "products",
  "product_id",
  "sku",
  "query",
  "order_id",
  "checkout_id",
  "currency",
  "revenue",
  "total",
  "value",
]);

const nameOf = (row: Row, line: number, names: Readonly<Record<string, string>>): string | undefined => {
  const type = textOf(row["type"]) ?? (row["event"] === undefined ? undefined : "track");
  if (type === "page") return "page_view";
  if (type === "screen") return "screen_view";
  if (type !== "track") return undefined;
  const event = textOf(row["event"]);
  if (event === undefined) throw new BadRow(line, "a track call has no event");
  const word = event.toLowerCase();
  const name = wordFor(names, word) ?? wordFor(segmentNames, word) ?? snakeOf(event);
  if (name === undefined)
    throw new BadRow(line, `event "${event.slice(0, 60)}" cannot be made a name: map it with --types`);
  return name;
};

/** One call of a Segment archive. */
const eventOf = (row: Row, line: number, names: Readonly<Record<string, string>>): WireEvent | { skip: string } => {
  const event_name = nameOf(row, line, names);
  if (event_name === undefined) return { skip: `${textOf(row["type"])?.slice(0, 20) ?? "untyped"} calls` };
  const event_ts = timeOf(
    textOf(row["timestamp"]) ?? textOf(row["originalTimestamp"]) ?? textOf(row["receivedAt"]) ?? "",
  );
  if (event_ts === undefined) throw new BadRow(line, "timestamp is no time");
  const [anonymous_id, user_id] = [textOf(row["anonymousId"]), textOf(row["userId"])];
  const person = anonymous_id ?? user_id;
  if (person === undefined) throw new BadRow(line, "has neither anonymousId nor userId");

  const properties = isRow(row["properties"]) ? row["properties"] : {};
  const context = row["context"];
  const [page, campaign, screen] = [member(context, "page"), member(context, "campaign"), member(context, "screen")];
  const single = itemOf(properties);
  const items = listOf(properties["products"]).flatMap((product) => itemOf(product) ?? []);
  const session = textOf(member(context, "sessionId"));
  const id = textOf(row["messageId"]);
  return {
    event_id: id === undefined ? idOf(person, event_name, event_ts, properties) : foreignId("segment", id),
    event_name,
    event_ts,
    anonymous_id,
    user_id,
    session_id: session === undefined ? daySession(person, event_ts) : `segment-${session}`,
    page: pageOf({
      url: properties["url"] ?? member(page, "url"),
      path: member(page, "path"),
      title: properties["title"] ?? member(page, "title"),
      referrer: properties["referrer"] ?? member(page, "referrer"),
    }),
    item_id: single?.item_id,
    items: items.length > 0 ? items : single && [single],
    ...moneyOf([properties["value"], properties["total"], properties["revenue"]], [properties["currency"]]),
    transaction_id: textOf(properties["order_id"]),
    search_term: cut(properties["query"], 256),
    consent: {},
    context: {
      locale: cut(member(context, "locale"), 35),
      tz: cut(member(context, "timezone"), 64),
      screen: numberOf(member(screen, "width"))
        ? `${numberOf(member(screen, "width"))}x${numberOf(member(screen, "height"))}`
        : undefined,
      user_agent: cut(member(context, "userAgent"), 512),
      ...campaignOf({
        source: member(campaign, "source"),
        medium: member(campaign, "medium"),
        name: member(campaign, "name"),
        term: member(campaign, "term"),
        content: member(campaign, "content"),
      }),
      app_version: cut(member(member(context, "app"), "version"), 64),
    },
    props: propsOf(Object.entries(properties).filter(([name]) => !read.has(name))),
  };
};

export const segmentEvents = (
  path: string,
  names: Readonly<Record<string, string>>,
  listener: Listener,
): AsyncGenerator<Found> => eventsOf(jsonRows(path, listener), listener, ({ row, line }) => eventOf(row, line, names));
