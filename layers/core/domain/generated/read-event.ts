// Made from the zod schema in event-schema.ts by `npm run generate`; change that.
import type { ClickEvent } from "../event.ts";
import {
  countKeys,
  isObject,
  readAddress,
  readChoice,
  readIdentifier,
  readInteger,
  readList,
  readNumber,
  readPattern,
  readRecord,
  readText,
  refuse,
  within,
  type Reading,
} from "../event-reading.ts";

const choices1 = ["granted", "denied", "unknown"] as const;

function readPage(at: Reading, value: unknown): NonNullable<ClickEvent["page"]> | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let known = 0;
  const sent_url = value["url"];
  let url: NonNullable<NonNullable<ClickEvent["page"]>["url"]> | undefined;
  if (sent_url !== undefined) {
    known += 1;
    url = readAddress(at, sent_url, 2048);
    if (url === undefined) return within(at, "url");
  }
  const sent_path = value["path"];
  let path: NonNullable<NonNullable<ClickEvent["page"]>["path"]> | undefined;
  if (sent_path !== undefined) {
    known += 1;
    path = readAddress(at, sent_path, 1024);
    if (path === undefined) return within(at, "path");
  }
  const sent_title = value["title"];
  let title: NonNullable<NonNullable<ClickEvent["page"]>["title"]> | undefined;
  if (sent_title !== undefined) {
    known += 1;
    title = readText(at, sent_title, 300);
    if (title === undefined) return within(at, "title");
  }
  const sent_referrer = value["referrer"];
  let referrer: NonNullable<NonNullable<ClickEvent["page"]>["referrer"]> | undefined;
  if (sent_referrer !== undefined) {
    known += 1;
    referrer = readAddress(at, sent_referrer, 2048);
    if (referrer === undefined) return within(at, "referrer");
  }
  if (countKeys(value) !== known) at.hasExtras = true;
  return { url, path, title, referrer } as NonNullable<ClickEvent["page"]>;
}

function readItemsMember(at: Reading, value: unknown): NonNullable<ClickEvent["items"]>[number] | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let known = 0;
  const sent_item_id = value["item_id"];
  let item_id: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_id"]> | undefined;
  if (sent_item_id !== undefined) {
    known += 1;
    item_id = readIdentifier(at, sent_item_id, 256);
    if (item_id === undefined) return within(at, "item_id");
  } else {
    refuse(at, "missing");
    return within(at, "item_id");
  }
  const sent_item_name = value["item_name"];
  let item_name: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_name"]> | undefined;
  if (sent_item_name !== undefined) {
    known += 1;
    item_name = readText(at, sent_item_name, 500);
    if (item_name === undefined) return within(at, "item_name");
  }
  const sent_item_brand = value["item_brand"];
  let item_brand: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_brand"]> | undefined;
  if (sent_item_brand !== undefined) {
    known += 1;
    item_brand = readText(at, sent_item_brand, 256);
    if (item_brand === undefined) return within(at, "item_brand");
  }
  const sent_item_category = value["item_category"];
  let item_category: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_category"]> | undefined;
  if (sent_item_category !== undefined) {
    known += 1;
    item_category = readText(at, sent_item_category, 256);
    if (item_category === undefined) return within(at, "item_category");
  }
  const sent_item_category2 = value["item_category2"];
  let item_category2: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_category2"]> | undefined;
  if (sent_item_category2 !== undefined) {
    known += 1;
    item_category2 = readText(at, sent_item_category2, 256);
    if (item_category2 === undefined) return within(at, "item_category2");
  }
  const sent_item_category3 = value["item_category3"];
  let item_category3: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_category3"]> | undefined;
  if (sent_item_category3 !== undefined) {
    known += 1;
    item_category3 = readText(at, sent_item_category3, 256);
    if (item_category3 === undefined) return within(at, "item_category3");
  }
  const sent_item_category4 = value["item_category4"];
  let item_category4: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_category4"]> | undefined;
  if (sent_item_category4 !== undefined) {
    known += 1;
    item_category4 = readText(at, sent_item_category4, 256);
    if (item_category4 === undefined) return within(at, "item_category4");
  }
  const sent_item_category5 = value["item_category5"];
  let item_category5: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_category5"]> | undefined;
  if (sent_item_category5 !== undefined) {
    known += 1;
    item_category5 = readText(at, sent_item_category5, 256);
    if (item_category5 === undefined) return within(at, "item_category5");
  }
  const sent_item_variant = value["item_variant"];
  let item_variant: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_variant"]> | undefined;
  if (sent_item_variant !== undefined) {
    known += 1;
    item_variant = readText(at, sent_item_variant, 256);
    if (item_variant === undefined) return within(at, "item_variant");
  }
  const sent_price = value["price"];
  let price: NonNullable<NonNullable<ClickEvent["items"]>[number]["price"]> | undefined;
  if (sent_price !== undefined) {
    known += 1;
    price = readNumber(at, sent_price, 0, 10000000000000);
    if (price === undefined) return within(at, "price");
  }
  const sent_quantity = value["quantity"];
  let quantity: NonNullable<NonNullable<ClickEvent["items"]>[number]["quantity"]> | undefined;
  if (sent_quantity !== undefined) {
    known += 1;
    quantity = readInteger(at, sent_quantity, 1, 9007199254740991);
    if (quantity === undefined) return within(at, "quantity");
  }
  const sent_index = value["index"];
  let index: NonNullable<NonNullable<ClickEvent["items"]>[number]["index"]> | undefined;
  if (sent_index !== undefined) {
    known += 1;
    index = readInteger(at, sent_index, 0, 9007199254740991);
    if (index === undefined) return within(at, "index");
  }
  const sent_item_list_id = value["item_list_id"];
  let item_list_id: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_list_id"]> | undefined;
  if (sent_item_list_id !== undefined) {
    known += 1;
    item_list_id = readIdentifier(at, sent_item_list_id, 256);
    if (item_list_id === undefined) return within(at, "item_list_id");
  }
  const sent_item_list_name = value["item_list_name"];
  let item_list_name: NonNullable<NonNullable<ClickEvent["items"]>[number]["item_list_name"]> | undefined;
  if (sent_item_list_name !== undefined) {
    known += 1;
    item_list_name = readText(at, sent_item_list_name, 256);
    if (item_list_name === undefined) return within(at, "item_list_name");
  }
  if (countKeys(value) !== known) at.hasExtras = true;
  return {
    item_id,
    item_name,
    item_brand,
    item_category,
    item_category2,
    item_category3,
    item_category4,
    item_category5,
    item_variant,
    price,
    quantity,
    index,
    item_list_id,
    item_list_name,
  } as NonNullable<ClickEvent["items"]>[number];
}

function readRecommendation(at: Reading, value: unknown): NonNullable<ClickEvent["recommendation"]> | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let known = 0;
  const sent_id = value["id"];
  let id: NonNullable<NonNullable<ClickEvent["recommendation"]>["id"]> | undefined;
  if (sent_id !== undefined) {
    known += 1;
    id = readIdentifier(at, sent_id, 40);
    if (id === undefined) return within(at, "id");
  } else {
    refuse(at, "missing");
    return within(at, "id");
  }
  const sent_source = value["source"];
  let source: NonNullable<NonNullable<ClickEvent["recommendation"]>["source"]> | undefined;
  if (sent_source !== undefined) {
    known += 1;
    source = readText(at, sent_source, 64);
    if (source === undefined) return within(at, "source");
  }
  const sent_variant = value["variant"];
  let variant: NonNullable<NonNullable<ClickEvent["recommendation"]>["variant"]> | undefined;
  if (sent_variant !== undefined) {
    known += 1;
    variant = readText(at, sent_variant, 64);
    if (variant === undefined) return within(at, "variant");
  }
  const sent_position = value["position"];
  let position: NonNullable<NonNullable<ClickEvent["recommendation"]>["position"]> | undefined;
  if (sent_position !== undefined) {
    known += 1;
    position = readInteger(at, sent_position, 0, 10000);
    if (position === undefined) return within(at, "position");
  }
  const sent_strategy = value["strategy"];
  let strategy: NonNullable<NonNullable<ClickEvent["recommendation"]>["strategy"]> | undefined;
  if (sent_strategy !== undefined) {
    known += 1;
    strategy = readText(at, sent_strategy, 64);
    if (strategy === undefined) return within(at, "strategy");
  }
  if (countKeys(value) !== known) at.hasExtras = true;
  return { id, source, variant, position, strategy } as NonNullable<ClickEvent["recommendation"]>;
}

function readImpressionMember(at: Reading, value: unknown): NonNullable<ClickEvent["impression"]>[number] | undefined {
  return readIdentifier(at, value, 256);
}

function readConsent(at: Reading, value: unknown): NonNullable<ClickEvent["consent"]> | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let known = 0;
  const sent_analytics = value["analytics"];
  let analytics: NonNullable<NonNullable<ClickEvent["consent"]>["analytics"]> | undefined = "unknown";
  if (sent_analytics !== undefined) {
    known += 1;
    analytics = readChoice(at, sent_analytics, choices1);
    if (analytics === undefined) return within(at, "analytics");
  }
  const sent_ads = value["ads"];
  let ads: NonNullable<NonNullable<ClickEvent["consent"]>["ads"]> | undefined = "unknown";
  if (sent_ads !== undefined) {
    known += 1;
    ads = readChoice(at, sent_ads, choices1);
    if (ads === undefined) return within(at, "ads");
  }
  const sent_personalization = value["personalization"];
  let personalization: NonNullable<NonNullable<ClickEvent["consent"]>["personalization"]> | undefined = "unknown";
  if (sent_personalization !== undefined) {
    known += 1;
    personalization = readChoice(at, sent_personalization, choices1);
    if (personalization === undefined) return within(at, "personalization");
  }
  if (countKeys(value) !== known) at.hasExtras = true;
  return { analytics, ads, personalization } as NonNullable<ClickEvent["consent"]>;
}

function readContext(at: Reading, value: unknown): NonNullable<ClickEvent["context"]> | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let known = 0;
  const sent_locale = value["locale"];
  let locale: NonNullable<NonNullable<ClickEvent["context"]>["locale"]> | undefined;
  if (sent_locale !== undefined) {
    known += 1;
    locale = readText(at, sent_locale, 35);
    if (locale === undefined) return within(at, "locale");
  }
  const sent_tz = value["tz"];
  let tz: NonNullable<NonNullable<ClickEvent["context"]>["tz"]> | undefined;
  if (sent_tz !== undefined) {
    known += 1;
    tz = readText(at, sent_tz, 64);
    if (tz === undefined) return within(at, "tz");
  }
  const sent_screen = value["screen"];
  let screen: NonNullable<NonNullable<ClickEvent["context"]>["screen"]> | undefined;
  if (sent_screen !== undefined) {
    known += 1;
    screen = readText(at, sent_screen, 32);
    if (screen === undefined) return within(at, "screen");
  }
  const sent_device = value["device"];
  let device: NonNullable<NonNullable<ClickEvent["context"]>["device"]> | undefined;
  if (sent_device !== undefined) {
    known += 1;
    device = readText(at, sent_device, 32);
    if (device === undefined) return within(at, "device");
  }
  const sent_utm_source = value["utm_source"];
  let utm_source: NonNullable<NonNullable<ClickEvent["context"]>["utm_source"]> | undefined;
  if (sent_utm_source !== undefined) {
    known += 1;
    utm_source = readText(at, sent_utm_source, 256);
    if (utm_source === undefined) return within(at, "utm_source");
  }
  const sent_utm_medium = value["utm_medium"];
  let utm_medium: NonNullable<NonNullable<ClickEvent["context"]>["utm_medium"]> | undefined;
  if (sent_utm_medium !== undefined) {
    known += 1;
    utm_medium = readText(at, sent_utm_medium, 256);
    if (utm_medium === undefined) return within(at, "utm_medium");
  }
  const sent_utm_campaign = value["utm_campaign"];
  let utm_campaign: NonNullable<NonNullable<ClickEvent["context"]>["utm_campaign"]> | undefined;
  if (sent_utm_campaign !== undefined) {
    known += 1;
    utm_campaign = readText(at, sent_utm_campaign, 256);
    if (utm_campaign === undefined) return within(at, "utm_campaign");
  }
  const sent_utm_term = value["utm_term"];
  let utm_term: NonNullable<NonNullable<ClickEvent["context"]>["utm_term"]> | undefined;
  if (sent_utm_term !== undefined) {
    known += 1;
    utm_term = readText(at, sent_utm_term, 256);
    if (utm_term === undefined) return within(at, "utm_term");
  }
  const sent_utm_content = value["utm_content"];
  let utm_content: NonNullable<NonNullable<ClickEvent["context"]>["utm_content"]> | undefined;
  if (sent_utm_content !== undefined) {
    known += 1;
    utm_content = readText(at, sent_utm_content, 256);
    if (utm_content === undefined) return within(at, "utm_content");
  }
  const sent_app_version = value["app_version"];
  let app_version: NonNullable<NonNullable<ClickEvent["context"]>["app_version"]> | undefined;
  if (sent_app_version !== undefined) {
    known += 1;
    app_version = readText(at, sent_app_version, 64);
    if (app_version === undefined) return within(at, "app_version");
  }
  const sent_sdk = value["sdk"];
  let sdk: NonNullable<NonNullable<ClickEvent["context"]>["sdk"]> | undefined;
  if (sent_sdk !== undefined) {
    known += 1;
    sdk = readText(at, sent_sdk, 64);
    if (sdk === undefined) return within(at, "sdk");
  }
  if (countKeys(value) !== known) at.hasExtras = true;
  return {
    locale,
    tz,
    screen,
    device,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    app_version,
    sdk,
  } as NonNullable<ClickEvent["context"]>;
}

/** Undefined when it is refused; `at` says why. */
export function readEvent(at: Reading, value: unknown): ClickEvent | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let known = 0;
  const sent_event_id = value["event_id"];
  let event_id: NonNullable<ClickEvent["event_id"]> | undefined;
  if (sent_event_id !== undefined) {
    known += 1;
    event_id = readPattern(at, sent_event_id, /^[0-9A-Za-z_-]{8,64}$/);
    if (event_id === undefined) return within(at, "event_id");
  } else {
    refuse(at, "missing");
    return within(at, "event_id");
  }
  const sent_event_name = value["event_name"];
  let event_name: NonNullable<ClickEvent["event_name"]> | undefined;
  if (sent_event_name !== undefined) {
    known += 1;
    event_name = readPattern(at, sent_event_name, /^[a-z][a-z0-9_]{0,39}$/);
    if (event_name === undefined) return within(at, "event_name");
  } else {
    refuse(at, "missing");
    return within(at, "event_name");
  }
  const sent_event_ts = value["event_ts"];
  let event_ts: NonNullable<ClickEvent["event_ts"]> | undefined;
  if (sent_event_ts !== undefined) {
    known += 1;
    event_ts = readInteger(at, sent_event_ts, 0, 253402300799999);
    if (event_ts === undefined) return within(at, "event_ts");
  } else {
    refuse(at, "missing");
    return within(at, "event_ts");
  }
  const sent_anonymous_id = value["anonymous_id"];
  let anonymous_id: NonNullable<ClickEvent["anonymous_id"]> | undefined;
  if (sent_anonymous_id !== undefined) {
    known += 1;
    anonymous_id = readIdentifier(at, sent_anonymous_id, 128);
    if (anonymous_id === undefined) return within(at, "anonymous_id");
  }
  const sent_user_id = value["user_id"];
  let user_id: NonNullable<ClickEvent["user_id"]> | undefined;
  if (sent_user_id !== undefined) {
    known += 1;
    user_id = readIdentifier(at, sent_user_id, 256);
    if (user_id === undefined) return within(at, "user_id");
  }
  const sent_session_id = value["session_id"];
  let session_id: NonNullable<ClickEvent["session_id"]> | undefined;
  if (sent_session_id !== undefined) {
    known += 1;
    session_id = readIdentifier(at, sent_session_id, 128);
    if (session_id === undefined) return within(at, "session_id");
  } else {
    refuse(at, "missing");
    return within(at, "session_id");
  }
  const sent_session_seq = value["session_seq"];
  let session_seq: NonNullable<ClickEvent["session_seq"]> | undefined;
  if (sent_session_seq !== undefined) {
    known += 1;
    session_seq = readInteger(at, sent_session_seq, 0, 9007199254740991);
    if (session_seq === undefined) return within(at, "session_seq");
  }
  const sent_page = value["page"];
  let page: NonNullable<ClickEvent["page"]> | undefined;
  if (sent_page !== undefined) {
    known += 1;
    page = readPage(at, sent_page);
    if (page === undefined) return within(at, "page");
  }
  const sent_item_id = value["item_id"];
  let item_id: NonNullable<ClickEvent["item_id"]> | undefined;
  if (sent_item_id !== undefined) {
    known += 1;
    item_id = readIdentifier(at, sent_item_id, 256);
    if (item_id === undefined) return within(at, "item_id");
  }
  const sent_items = value["items"];
  let items: NonNullable<ClickEvent["items"]> | undefined;
  if (sent_items !== undefined) {
    known += 1;
    items = readList(at, sent_items, 200, readItemsMember);
    if (items === undefined) return within(at, "items");
  }
  const sent_value = value["value"];
  let value: NonNullable<ClickEvent["value"]> | undefined;
  if (sent_value !== undefined) {
    known += 1;
    value = readNumber(at, sent_value, -10000000000000, 10000000000000);
    if (value === undefined) return within(at, "value");
  }
  const sent_currency = value["currency"];
  let currency: NonNullable<ClickEvent["currency"]> | undefined;
  if (sent_currency !== undefined) {
    known += 1;
    currency = readPattern(at, sent_currency, /^[A-Z]{3}$/);
    if (currency === undefined) return within(at, "currency");
  }
  const sent_transaction_id = value["transaction_id"];
  let transaction_id: NonNullable<ClickEvent["transaction_id"]> | undefined;
  if (sent_transaction_id !== undefined) {
    known += 1;
    transaction_id = readIdentifier(at, sent_transaction_id, 100);
    if (transaction_id === undefined) return within(at, "transaction_id");
  }
  const sent_search_term = value["search_term"];
  let search_term: NonNullable<ClickEvent["search_term"]> | undefined;
  if (sent_search_term !== undefined) {
    known += 1;
    search_term = readText(at, sent_search_term, 256);
    if (search_term === undefined) return within(at, "search_term");
  }
  const sent_recommendation = value["recommendation"];
  let recommendation: NonNullable<ClickEvent["recommendation"]> | undefined;
  if (sent_recommendation !== undefined) {
    known += 1;
    recommendation = readRecommendation(at, sent_recommendation);
    if (recommendation === undefined) return within(at, "recommendation");
  }
  const sent_impression = value["impression"];
  let impression: NonNullable<ClickEvent["impression"]> | undefined;
  if (sent_impression !== undefined) {
    known += 1;
    impression = readList(at, sent_impression, 25, readImpressionMember);
    if (impression === undefined) return within(at, "impression");
  }
  const sent_consent = value["consent"];
  let consent: NonNullable<ClickEvent["consent"]> | undefined;
  if (sent_consent !== undefined) {
    known += 1;
    consent = readConsent(at, sent_consent);
    if (consent === undefined) return within(at, "consent");
  } else {
    refuse(at, "missing");
    return within(at, "consent");
  }
  const sent_context = value["context"];
  let context: NonNullable<ClickEvent["context"]> | undefined;
  if (sent_context !== undefined) {
    known += 1;
    context = readContext(at, sent_context);
    if (context === undefined) return within(at, "context");
  }
  const sent_props = value["props"];
  let props: NonNullable<ClickEvent["props"]> | undefined;
  if (sent_props !== undefined) {
    known += 1;
    props = readRecord(at, sent_props, /^[a-z][a-z0-9_]{0,39}$/, 1024, 50);
    if (props === undefined) return within(at, "props");
  }
  if (countKeys(value) !== known) at.hasExtras = true;
  return {
    event_id,
    event_name,
    event_ts,
    anonymous_id,
    user_id,
    session_id,
    session_seq,
    page,
    item_id,
    items,
    value,
    currency,
    transaction_id,
    search_term,
    recommendation,
    impression,
    consent,
    context,
    props,
  } as ClickEvent;
}
