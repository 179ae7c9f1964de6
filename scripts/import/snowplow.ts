import type { WireEvent } from "@millrace/core/domain/event";
import type { Found, Listener } from "./format.ts";
import { daySession, foreignId } from "./ids.ts";
import { cut, eventsOf, jsonRows, listOf, member, propsOf, snakeOf, textOf, wordFor, type Row } from "./json.ts";
import { campaignOf, moneyOf, pageOf, productOf } from "./parts.ts";
import { BadRow } from "./problems.ts";
import { timeOf } from "./rows.ts";

/** `type` of the e-commerce action, in GA4's words. */
export const snowplowNames: Readonly<Record<string, string>> = {
  product_view: "view_item",
  list_view: "view_item_list",
  list_click: "select_item",
  add_to_cart: "add_to_cart",
  remove_from_cart: "remove_from_cart",
  checkout_step: "begin_checkout",
  transaction: "purchase",
  refund: "refund",
  promo_view: "view_promotion",
  promo_click: "select_promotion",
};

/** What is under `<name>_<version>`, whichever version; Snowplow writes contexts as lists. */
const versioned = (row: Row, name: string): unknown =>
  Object.entries(row).find(([key]) => key.startsWith(`${name}_`) && /^\d+$/.test(key.slice(name.length + 1)))?.[1];
const ecommerce = "com_snowplowanalytics_snowplow_ecommerce";
const context = (row: Row, name: string): readonly unknown[] => listOf(versioned(row, `contexts_${ecommerce}_${name}`));

const itemOf = (product: unknown) => {
  const item_id = textOf(member(product, "id"));
  return item_id === undefined ? undefined : productOf(item_id, product);
};

const eventOf = (row: Row, line: number, names: Readonly<Record<string, string>>): WireEvent | { skip: string } => {
  const event = textOf(row["event_name"]) ?? textOf(row["event"]) ?? "";
  if (event === "page_ping") return { skip: "page pings" };
  const action = versioned(row, `unstruct_event_${ecommerce}_snowplow_ecommerce_action`);
  const search = versioned(row, "unstruct_event_com_snowplowanalytics_snowplow_site_search");
  const said = textOf(member(action, "type")) ?? (search === undefined ? event : "search");
  const event_name = wordFor(names, said) ?? wordFor(snowplowNames, said) ?? snakeOf(said);
  if (event_name === undefined) throw new BadRow(line, "has no event_name");

  const id = textOf(row["event_id"]);
  if (id === undefined) throw new BadRow(line, "has no event_id");
  const event_ts = timeOf(textOf(row["derived_tstamp"]) ?? textOf(row["collector_tstamp"]) ?? "");
  if (event_ts === undefined) throw new BadRow(line, "derived_tstamp is no time");
  const user_id = textOf(row["user_id"]);
  const anonymous_id = textOf(row["domain_userid"]) ?? textOf(row["network_userid"]);
  const person = anonymous_id ?? user_id;
  if (person === undefined) throw new BadRow(line, "has none of domain_userid, network_userid and user_id");

  const [transaction] = context(row, "transaction");
  const items = context(row, "product").flatMap((product) => itemOf(product) ?? []);
  const session = textOf(row["domain_sessionid"]);
  const list = cut(member(action, "name"), 256);
  return {
    event_id: foreignId("snowplow", id),
    event_name,
    event_ts,
    anonymous_id,
    user_id,
    session_id: session ?? daySession(person, event_ts),
    page: pageOf({
      url: row["page_url"],
      path: row["page_urlpath"],
      title: row["page_title"],
      referrer: row["page_referrer"],
    }),
    item_id: items.length === 1 ? items[0]?.item_id : undefined,
    items: items.length > 0 ? items.map((item) => ({ ...item, item_list_name: list })) : undefined,
    ...moneyOf(
      [member(transaction, "revenue"), member(action, "total_value")],
      [member(transaction, "currency"), member(action, "currency")],
    ),
    transaction_id: textOf(member(transaction, "transaction_id")),
    search_term: cut(
      listOf(member(search, "terms"))
        .flatMap((term) => textOf(term) ?? [])
        .join(" "),
      256,
    ),
    consent: {},
    context: {
      locale: cut(row["br_lang"], 35),
      tz: cut(row["os_timezone"], 64),
      user_agent: cut(row["useragent"], 512),
      ...campaignOf({
        source: row["mkt_source"],
        medium: row["mkt_medium"],
        name: row["mkt_campaign"],
        term: row["mkt_term"],
        content: row["mkt_content"],
      }),
    },
    props: propsOf([
      ["app_id", row["app_id"]],
      ["platform", row["platform"]],
      ["checkout_step", member(listOf(versioned(row, `contexts_${ecommerce}_checkout_step`))[0], "step")],
    ]),
  };
};

/** Enriched events as Snowplow's analytics SDKs write them: one JSON object per line. */
export const snowplowEvents = (
  path: string,
  names: Readonly<Record<string, string>>,
  listener: Listener,
): AsyncGenerator<Found> => eventsOf(jsonRows(path, listener), listener, ({ row, line }) => eventOf(row, line, names));
