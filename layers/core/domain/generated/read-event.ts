// Made from the zod schema in event-schema.ts by `npm run generate`; change that.
import type { ClickEvent } from "../event.ts";
import {
  countKeys,
  isObject,
  missing,
  readAddress,
  readChoice,
  readIdentifier,
  readInteger,
  readList,
  readNumber,
  readRecord,
  readText,
  readWord,
  refuse,
  within,
  word,
  type Reading,
} from "../event-reading.ts";

const word1 = word(/^[0-9A-Za-z_-]{8,64}$/);
const word2 = word(/^[a-z][a-z0-9_]{0,39}$/);
const word3 = word(/^[A-Z]{3}$/);
const choices4 = ["granted","denied","unknown"] as const;

function readPage(at: Reading, raw: unknown): NonNullable<ClickEvent["page"]> | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let url;
  if ((sent = raw["url"]) !== undefined) {
    known += 1;
    if ((url = readAddress(at, sent, 2048)) === undefined) return within(at, "url");
  }
  let path;
  if ((sent = raw["path"]) !== undefined) {
    known += 1;
    if ((path = readAddress(at, sent, 1024)) === undefined) return within(at, "path");
  }
  let title;
  if ((sent = raw["title"]) !== undefined) {
    known += 1;
    if ((title = readText(at, sent, 300)) === undefined) return within(at, "title");
  }
  let referrer;
  if ((sent = raw["referrer"]) !== undefined) {
    known += 1;
    if ((referrer = readAddress(at, sent, 2048)) === undefined) return within(at, "referrer");
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  return { url, path, title, referrer } as NonNullable<ClickEvent["page"]>;
}

function readItemsMember(at: Reading, raw: unknown): NonNullable<ClickEvent["items"]>[number] | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let item_id;
  if ((sent = raw["item_id"]) !== undefined) {
    known += 1;
    if ((item_id = readIdentifier(at, sent, 256)) === undefined) return within(at, "item_id");
  } else return missing(at, "item_id");
  let item_name;
  if ((sent = raw["item_name"]) !== undefined) {
    known += 1;
    if ((item_name = readText(at, sent, 500)) === undefined) return within(at, "item_name");
  }
  let item_brand;
  if ((sent = raw["item_brand"]) !== undefined) {
    known += 1;
    if ((item_brand = readText(at, sent, 256)) === undefined) return within(at, "item_brand");
  }
  let item_category;
  if ((sent = raw["item_category"]) !== undefined) {
    known += 1;
    if ((item_category = readText(at, sent, 256)) === undefined) return within(at, "item_category");
  }
  let item_category2;
  if ((sent = raw["item_category2"]) !== undefined) {
    known += 1;
    if ((item_category2 = readText(at, sent, 256)) === undefined) return within(at, "item_category2");
  }
  let item_category3;
  if ((sent = raw["item_category3"]) !== undefined) {
    known += 1;
    if ((item_category3 = readText(at, sent, 256)) === undefined) return within(at, "item_category3");
  }
  let item_category4;
  if ((sent = raw["item_category4"]) !== undefined) {
    known += 1;
    if ((item_category4 = readText(at, sent, 256)) === undefined) return within(at, "item_category4");
  }
  let item_category5;
  if ((sent = raw["item_category5"]) !== undefined) {
    known += 1;
    if ((item_category5 = readText(at, sent, 256)) === undefined) return within(at, "item_category5");
  }
  let item_variant;
  if ((sent = raw["item_variant"]) !== undefined) {
    known += 1;
    if ((item_variant = readText(at, sent, 256)) === undefined) return within(at, "item_variant");
  }
  let price;
  if ((sent = raw["price"]) !== undefined) {
    known += 1;
    if ((price = readNumber(at, sent, 0, 10000000000000)) === undefined) return within(at, "price");
  }
  let quantity;
  if ((sent = raw["quantity"]) !== undefined) {
    known += 1;
    if ((quantity = readInteger(at, sent, 1, 9007199254740991)) === undefined) return within(at, "quantity");
  }
  let index;
  if ((sent = raw["index"]) !== undefined) {
    known += 1;
    if ((index = readInteger(at, sent, 0, 9007199254740991)) === undefined) return within(at, "index");
  }
  let item_list_id;
  if ((sent = raw["item_list_id"]) !== undefined) {
    known += 1;
    if ((item_list_id = readIdentifier(at, sent, 256)) === undefined) return within(at, "item_list_id");
  }
  let item_list_name;
  if ((sent = raw["item_list_name"]) !== undefined) {
    known += 1;
    if ((item_list_name = readText(at, sent, 256)) === undefined) return within(at, "item_list_name");
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  return { item_id, item_name, item_brand, item_category, item_category2, item_category3, item_category4, item_category5, item_variant, price, quantity, index, item_list_id, item_list_name } as NonNullable<ClickEvent["items"]>[number];
}

function readRecommendation(at: Reading, raw: unknown): NonNullable<ClickEvent["recommendation"]> | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let id;
  if ((sent = raw["id"]) !== undefined) {
    known += 1;
    if ((id = readIdentifier(at, sent, 40)) === undefined) return within(at, "id");
  } else return missing(at, "id");
  let source;
  if ((sent = raw["source"]) !== undefined) {
    known += 1;
    if ((source = readText(at, sent, 64)) === undefined) return within(at, "source");
  }
  let variant;
  if ((sent = raw["variant"]) !== undefined) {
    known += 1;
    if ((variant = readText(at, sent, 64)) === undefined) return within(at, "variant");
  }
  let position;
  if ((sent = raw["position"]) !== undefined) {
    known += 1;
    if ((position = readInteger(at, sent, 0, 10000)) === undefined) return within(at, "position");
  }
  let strategy;
  if ((sent = raw["strategy"]) !== undefined) {
    known += 1;
    if ((strategy = readText(at, sent, 64)) === undefined) return within(at, "strategy");
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  return { id, source, variant, position, strategy } as NonNullable<ClickEvent["recommendation"]>;
}

function readImpressionMember(at: Reading, value: unknown): NonNullable<ClickEvent["impression"]>[number] | undefined {
  return readIdentifier(at, value, 256);
}

function readConsent(at: Reading, raw: unknown): NonNullable<ClickEvent["consent"]> | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let analytics: NonNullable<NonNullable<ClickEvent["consent"]>["analytics"]> | undefined = "unknown";
  if ((sent = raw["analytics"]) !== undefined) {
    known += 1;
    if ((analytics = readChoice(at, sent, choices4)) === undefined) return within(at, "analytics");
  }
  let ads: NonNullable<NonNullable<ClickEvent["consent"]>["ads"]> | undefined = "unknown";
  if ((sent = raw["ads"]) !== undefined) {
    known += 1;
    if ((ads = readChoice(at, sent, choices4)) === undefined) return within(at, "ads");
  }
  let personalization: NonNullable<NonNullable<ClickEvent["consent"]>["personalization"]> | undefined = "unknown";
  if ((sent = raw["personalization"]) !== undefined) {
    known += 1;
    if ((personalization = readChoice(at, sent, choices4)) === undefined) return within(at, "personalization");
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  return { analytics, ads, personalization } as NonNullable<ClickEvent["consent"]>;
}

function readContext(at: Reading, raw: unknown): NonNullable<ClickEvent["context"]> | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let locale;
  if ((sent = raw["locale"]) !== undefined) {
    known += 1;
    if ((locale = readText(at, sent, 35)) === undefined) return within(at, "locale");
  }
  let tz;
  if ((sent = raw["tz"]) !== undefined) {
    known += 1;
    if ((tz = readText(at, sent, 64)) === undefined) return within(at, "tz");
  }
  let screen;
  if ((sent = raw["screen"]) !== undefined) {
    known += 1;
    if ((screen = readText(at, sent, 32)) === undefined) return within(at, "screen");
  }
  let device;
  if ((sent = raw["device"]) !== undefined) {
    known += 1;
    if ((device = readText(at, sent, 32)) === undefined) return within(at, "device");
  }
  let utm_source;
  if ((sent = raw["utm_source"]) !== undefined) {
    known += 1;
    if ((utm_source = readText(at, sent, 256)) === undefined) return within(at, "utm_source");
  }
  let utm_medium;
  if ((sent = raw["utm_medium"]) !== undefined) {
    known += 1;
    if ((utm_medium = readText(at, sent, 256)) === undefined) return within(at, "utm_medium");
  }
  let utm_campaign;
  if ((sent = raw["utm_campaign"]) !== undefined) {
    known += 1;
    if ((utm_campaign = readText(at, sent, 256)) === undefined) return within(at, "utm_campaign");
  }
  let utm_term;
  if ((sent = raw["utm_term"]) !== undefined) {
    known += 1;
    if ((utm_term = readText(at, sent, 256)) === undefined) return within(at, "utm_term");
  }
  let utm_content;
  if ((sent = raw["utm_content"]) !== undefined) {
    known += 1;
    if ((utm_content = readText(at, sent, 256)) === undefined) return within(at, "utm_content");
  }
  let app_version;
  if ((sent = raw["app_version"]) !== undefined) {
    known += 1;
    if ((app_version = readText(at, sent, 64)) === undefined) return within(at, "app_version");
  }
  let sdk;
  if ((sent = raw["sdk"]) !== undefined) {
    known += 1;
    if ((sdk = readText(at, sent, 64)) === undefined) return within(at, "sdk");
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  return { locale, tz, screen, device, utm_source, utm_medium, utm_campaign, utm_term, utm_content, app_version, sdk } as NonNullable<ClickEvent["context"]>;
}

/** Undefined when it is refused; `at` says why. */
export function readEvent(at: Reading, raw: unknown): ClickEvent | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let event_id;
  if ((sent = raw["event_id"]) !== undefined) {
    known += 1;
    if ((event_id = readWord(at, sent, word1)) === undefined) return within(at, "event_id");
  } else return missing(at, "event_id");
  let event_name;
  if ((sent = raw["event_name"]) !== undefined) {
    known += 1;
    if ((event_name = readWord(at, sent, word2)) === undefined) return within(at, "event_name");
  } else return missing(at, "event_name");
  let event_ts;
  if ((sent = raw["event_ts"]) !== undefined) {
    known += 1;
    if ((event_ts = readInteger(at, sent, 0, 253402300799999)) === undefined) return within(at, "event_ts");
  } else return missing(at, "event_ts");
  let anonymous_id;
  if ((sent = raw["anonymous_id"]) !== undefined) {
    known += 1;
    if ((anonymous_id = readIdentifier(at, sent, 128)) === undefined) return within(at, "anonymous_id");
  }
  let user_id;
  if ((sent = raw["user_id"]) !== undefined) {
    known += 1;
    if ((user_id = readIdentifier(at, sent, 256)) === undefined) return within(at, "user_id");
  }
  let session_id;
  if ((sent = raw["session_id"]) !== undefined) {
    known += 1;
    if ((session_id = readIdentifier(at, sent, 128)) === undefined) return within(at, "session_id");
  } else return missing(at, "session_id");
  let session_seq;
  if ((sent = raw["session_seq"]) !== undefined) {
    known += 1;
    if ((session_seq = readInteger(at, sent, 0, 9007199254740991)) === undefined) return within(at, "session_seq");
  }
  let page;
  if ((sent = raw["page"]) !== undefined) {
    known += 1;
    if ((page = readPage(at, sent)) === undefined) return within(at, "page");
  }
  let item_id;
  if ((sent = raw["item_id"]) !== undefined) {
    known += 1;
    if ((item_id = readIdentifier(at, sent, 256)) === undefined) return within(at, "item_id");
  }
  let items;
  if ((sent = raw["items"]) !== undefined) {
    known += 1;
    if ((items = readList(at, sent, 200, readItemsMember)) === undefined) return within(at, "items");
  }
  let value;
  if ((sent = raw["value"]) !== undefined) {
    known += 1;
    if ((value = readNumber(at, sent, -10000000000000, 10000000000000)) === undefined) return within(at, "value");
  }
  let currency;
  if ((sent = raw["currency"]) !== undefined) {
    known += 1;
    if ((currency = readWord(at, sent, word3)) === undefined) return within(at, "currency");
  }
  let transaction_id;
  if ((sent = raw["transaction_id"]) !== undefined) {
    known += 1;
    if ((transaction_id = readIdentifier(at, sent, 100)) === undefined) return within(at, "transaction_id");
  }
  let search_term;
  if ((sent = raw["search_term"]) !== undefined) {
    known += 1;
    if ((search_term = readText(at, sent, 256)) === undefined) return within(at, "search_term");
  }
  let recommendation;
  if ((sent = raw["recommendation"]) !== undefined) {
    known += 1;
    if ((recommendation = readRecommendation(at, sent)) === undefined) return within(at, "recommendation");
  }
  let impression;
  if ((sent = raw["impression"]) !== undefined) {
    known += 1;
    if ((impression = readList(at, sent, 25, readImpressionMember)) === undefined) return within(at, "impression");
  }
  let consent;
  if ((sent = raw["consent"]) !== undefined) {
    known += 1;
    if ((consent = readConsent(at, sent)) === undefined) return within(at, "consent");
  } else return missing(at, "consent");
  let context;
  if ((sent = raw["context"]) !== undefined) {
    known += 1;
    if ((context = readContext(at, sent)) === undefined) return within(at, "context");
  }
  let props;
  if ((sent = raw["props"]) !== undefined) {
    known += 1;
    if ((props = readRecord(at, sent, word2, 1024, 50)) === undefined) return within(at, "props");
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  return { event_id, event_name, event_ts, anonymous_id, user_id, session_id, session_seq, page, item_id, items, value, currency, transaction_id, search_term, recommendation, impression, consent, context, props } as ClickEvent;
}
