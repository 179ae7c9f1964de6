import type { WireEvent } from "@millrace/core/domain/event";
import type { Found, Listener } from "./format.ts";
import { daySession, foreignId } from "./ids.ts";
import {
  currencyOf,
  cut,
  eventsOf,
  jsonRows,
  listOf,
  member,
  numberOf,
  pathOf,
  propsOf,
  snakeOf,
  textOf,
  wholeOf,
  type Row,
} from "./json.ts";
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
  if (item_id === undefined) return undefined;
  return {
    item_id,
    item_name: cut(member(product, "name"), 500),
    item_brand: cut(member(product, "brand"), 256),
    item_category: cut(member(product, "category"), 256),
    item_variant: cut(member(product, "variant"), 256),
    price: numberOf(member(product, "price")),
    quantity: wholeOf(member(product, "quantity"), 1),
    index: wholeOf(member(product, "position"), 0),
  };
};

const eventOf = (row: Row, line: number, names: Readonly<Record<string, string>>): WireEvent | { skip: string } => {
  const event = textOf(row["event_name"]) ?? textOf(row["event"]) ?? "";
  if (event === "page_ping") return { skip: "page pings" };
  const action = versioned(row, `unstruct_event_${ecommerce}_snowplow_ecommerce_action`);
  const search = versioned(row, "unstruct_event_com_snowplowanalytics_snowplow_site_search");
  const said = textOf(member(action, "type")) ?? (search === undefined ? event : "search");
  const event_name = names[said] ?? snowplowNames[said] ?? snakeOf(said);
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
  const value = numberOf(member(transaction, "revenue")) ?? numberOf(member(action, "total_value"));
  const currency = currencyOf(member(transaction, "currency")) ?? currencyOf(member(action, "currency"));
  const url = textOf(row["page_url"]);
  const session = textOf(row["domain_sessionid"]);
  const list = cut(member(action, "name"), 256);
  return {
    event_id: foreignId("snowplow", id),
    event_name,
    event_ts,
    anonymous_id,
    user_id,
    session_id: session ?? daySession(person, event_ts),
    page:
      url === undefined
        ? undefined
        : {
            url: url.slice(0, 2048),
            path: (textOf(row["page_urlpath"]) ?? pathOf(url))?.slice(0, 1024),
            title: cut(row["page_title"], 300),
            referrer: textOf(row["page_referrer"])?.slice(0, 2048),
          },
    item_id: items.length === 1 ? items[0]?.item_id : undefined,
    items: items.length > 0 ? items.map((item) => ({ ...item, item_list_name: list })) : undefined,
    ...(value !== undefined && currency !== undefined ? { value, currency } : {}),
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
      utm_source: cut(row["mkt_source"], 256),
      utm_medium: cut(row["mkt_medium"], 256),
      utm_campaign: cut(row["mkt_campaign"], 256),
      utm_term: cut(row["mkt_term"], 256),
      utm_content: cut(row["mkt_content"], 256),
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
