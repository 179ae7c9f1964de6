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
  let isSame = true;
  let url;
  if ((sent = raw["url"]) !== undefined) {
    known += 1;
    if ((url = readAddress(at, sent, 2048)) === undefined) return within(at, "url");
    if (url !== sent) isSame = false;
  }
  let path;
  if ((sent = raw["path"]) !== undefined) {
    known += 1;
    if ((path = readAddress(at, sent, 1024)) === undefined) return within(at, "path");
    if (path !== sent) isSame = false;
  }
  let title;
  if ((sent = raw["title"]) !== undefined) {
    known += 1;
    if ((title = readText(at, sent, 300)) === undefined) return within(at, "title");
    if (title !== sent) isSame = false;
  }
  let referrer;
  if ((sent = raw["referrer"]) !== undefined) {
    known += 1;
    if ((referrer = readAddress(at, sent, 2048)) === undefined) return within(at, "referrer");
    if (referrer !== sent) isSame = false;
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  else if (isSame) return raw as unknown as NonNullable<ClickEvent["page"]>;
  return { url, path, title, referrer } as NonNullable<ClickEvent["page"]>;
}

function readItemsMember(at: Reading, raw: unknown): NonNullable<ClickEvent["items"]>[number] | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let isSame = true;
  let item_id;
  if ((sent = raw["item_id"]) !== undefined) {
    known += 1;
    if ((item_id = readIdentifier(at, sent, 256)) === undefined) return within(at, "item_id");
  } else return missing(at, "item_id");
  let item_name;
  if ((sent = raw["item_name"]) !== undefined) {
    known += 1;
    if ((item_name = readText(at, sent, 500)) === undefined) return within(at, "item_name");
    if (item_name !== sent) isSame = false;
  }
  let item_brand;
  if ((sent = raw["item_brand"]) !== undefined) {
    known += 1;
    if ((item_brand = readText(at, sent, 256)) === undefined) return within(at, "item_brand");
    if (item_brand !== sent) isSame = false;
  }
  let item_category;
  if ((sent = raw["item_category"]) !== undefined) {
    known += 1;
    if ((item_category = readText(at, sent, 256)) === undefined) return within(at, "item_category");
    if (item_category !== sent) isSame = false;
  }
  let item_category2;
  if ((sent = raw["item_category2"]) !== undefined) {
    known += 1;
    if ((item_category2 = readText(at, sent, 256)) === undefined) return within(at, "item_category2");
    if (item_category2 !== sent) isSame = false;
  }
  let item_category3;
  if ((sent = raw["item_category3"]) !== undefined) {
    known += 1;
    if ((item_category3 = readText(at, sent, 256)) === undefined) return within(at, "item_category3");
    if (item_category3 !== sent) isSame = false;
  }
  let item_category4;
  if ((sent = raw["item_category4"]) !== undefined) {
    known += 1;
    if ((item_category4 = readText(at, sent, 256)) === undefined) return within(at, "item_category4");
    if (item_category4 !== sent) isSame = false;
  }
  let item_category5;
  if ((sent = raw["item_category5"]) !== undefined) {
    known += 1;
    if ((item_category5 = readText(at, sent, 256)) === undefined) return within(at, "item_category5");
    if (item_category5 !== sent) isSame = false;
  }
  let item_variant;
  if ((sent = raw["item_variant"]) !== undefined) {
    known += 1;
    if ((item_variant = readText(at, sent, 256)) === undefined) return within(at, "item_variant");
    if (item_variant !== sent) isSame = false;
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
    if (item_list_name !== sent) isSame = false;
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  else if (isSame) return raw as unknown as NonNullable<ClickEvent["items"]>[number];
  return { item_id, item_name, item_brand, item_category, item_category2, item_category3, item_category4, item_category5, item_variant, price, quantity, index, item_list_id, item_list_name } as NonNullable<ClickEvent["items"]>[number];
}

function readRecommendation(at: Reading, raw: unknown): NonNullable<ClickEvent["recommendation"]> | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let isSame = true;
  let id;
  if ((sent = raw["id"]) !== undefined) {
    known += 1;
    if ((id = readIdentifier(at, sent, 40)) === undefined) return within(at, "id");
  } else return missing(at, "id");
  let source;
  if ((sent = raw["source"]) !== undefined) {
    known += 1;
    if ((source = readText(at, sent, 64)) === undefined) return within(at, "source");
    if (source !== sent) isSame = false;
  }
  let variant;
  if ((sent = raw["variant"]) !== undefined) {
    known += 1;
    if ((variant = readText(at, sent, 64)) === undefined) return within(at, "variant");
    if (variant !== sent) isSame = false;
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
    if (strategy !== sent) isSame = false;
  }
  let model;
  if ((sent = raw["model"]) !== undefined) {
    known += 1;
    if ((model = readText(at, sent, 256)) === undefined) return within(at, "model");
    if (model !== sent) isSame = false;
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  else if (isSame) return raw as unknown as NonNullable<ClickEvent["recommendation"]>;
  return { id, source, variant, position, strategy, model } as NonNullable<ClickEvent["recommendation"]>;
}

function readImpressionMember(at: Reading, value: unknown): NonNullable<ClickEvent["impression"]>[number] | undefined {
  return readIdentifier(at, value, 256);
}

function readConsent(at: Reading, raw: unknown): NonNullable<ClickEvent["consent"]> | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let isSame = true;
  let analytics: NonNullable<NonNullable<ClickEvent["consent"]>["analytics"]> | undefined = "unknown";
  if ((sent = raw["analytics"]) !== undefined) {
    known += 1;
    if ((analytics = readChoice(at, sent, choices4)) === undefined) return within(at, "analytics");
  } else isSame = false;
  let ads: NonNullable<NonNullable<ClickEvent["consent"]>["ads"]> | undefined = "unknown";
  if ((sent = raw["ads"]) !== undefined) {
    known += 1;
    if ((ads = readChoice(at, sent, choices4)) === undefined) return within(at, "ads");
  } else isSame = false;
  let personalization: NonNullable<NonNullable<ClickEvent["consent"]>["personalization"]> | undefined = "unknown";
  if ((sent = raw["personalization"]) !== undefined) {
    known += 1;
    if ((personalization = readChoice(at, sent, choices4)) === undefined) return within(at, "personalization");
  } else isSame = false;
  if (countKeys(raw) !== known) at.hasExtras = true;
  else if (isSame) return raw as unknown as NonNullable<ClickEvent["consent"]>;
  return { analytics, ads, personalization } as NonNullable<ClickEvent["consent"]>;
}

function readContext(at: Reading, raw: unknown): NonNullable<ClickEvent["context"]> | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let isSame = true;
  let locale;
  if ((sent = raw["locale"]) !== undefined) {
    known += 1;
    if ((locale = readText(at, sent, 35)) === undefined) return within(at, "locale");
    if (locale !== sent) isSame = false;
  }
  let tz;
  if ((sent = raw["tz"]) !== undefined) {
    known += 1;
    if ((tz = readText(at, sent, 64)) === undefined) return within(at, "tz");
    if (tz !== sent) isSame = false;
  }
  let screen;
  if ((sent = raw["screen"]) !== undefined) {
    known += 1;
    if ((screen = readText(at, sent, 32)) === undefined) return within(at, "screen");
    if (screen !== sent) isSame = false;
  }
  let device;
  if ((sent = raw["device"]) !== undefined) {
    known += 1;
    if ((device = readText(at, sent, 32)) === undefined) return within(at, "device");
    if (device !== sent) isSame = false;
  }
  let utm_source;
  if ((sent = raw["utm_source"]) !== undefined) {
    known += 1;
    if ((utm_source = readText(at, sent, 256)) === undefined) return within(at, "utm_source");
    if (utm_source !== sent) isSame = false;
  }
  let utm_medium;
  if ((sent = raw["utm_medium"]) !== undefined) {
    known += 1;
    if ((utm_medium = readText(at, sent, 256)) === undefined) return within(at, "utm_medium");
    if (utm_medium !== sent) isSame = false;
  }
  let utm_campaign;
  if ((sent = raw["utm_campaign"]) !== undefined) {
    known += 1;
    if ((utm_campaign = readText(at, sent, 256)) === undefined) return within(at, "utm_campaign");
    if (utm_campaign !== sent) isSame = false;
  }
  let utm_term;
  if ((sent = raw["utm_term"]) !== undefined) {
    known += 1;
    if ((utm_term = readText(at, sent, 256)) === undefined) return within(at, "utm_term");
    if (utm_term !== sent) isSame = false;
  }
  let utm_content;
  if ((sent = raw["utm_content"]) !== undefined) {
    known += 1;
    if ((utm_content = readText(at, sent, 256)) === undefined) return within(at, "utm_content");
    if (utm_content !== sent) isSame = false;
  }
  let app_version;
  if ((sent = raw["app_version"]) !== undefined) {
    known += 1;
    if ((app_version = readText(at, sent, 64)) === undefined) return within(at, "app_version");
    if (app_version !== sent) isSame = false;
  }
  let sdk;
  if ((sent = raw["sdk"]) !== undefined) {
    known += 1;
    if ((sdk = readText(at, sent, 64)) === undefined) return within(at, "sdk");
    if (sdk !== sent) isSame = false;
  }
  let user_agent;
  if ((sent = raw["user_agent"]) !== undefined) {
    known += 1;
    if ((user_agent = readText(at, sent, 512)) === undefined) return within(at, "user_agent");
    if (user_agent !== sent) isSame = false;
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  else if (isSame) return raw as unknown as NonNullable<ClickEvent["context"]>;
  return { locale, tz, screen, device, utm_source, utm_medium, utm_campaign, utm_term, utm_content, app_version, sdk, user_agent } as NonNullable<ClickEvent["context"]>;
}

/** Undefined when it is refused; `at` says why. */
export function readEvent(at: Reading, raw: unknown): ClickEvent | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let isSame = true;
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
    if (page !== sent) isSame = false;
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
    if (items !== sent) isSame = false;
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
    if (search_term !== sent) isSame = false;
  }
  let recommendation;
  if ((sent = raw["recommendation"]) !== undefined) {
    known += 1;
    if ((recommendation = readRecommendation(at, sent)) === undefined) return within(at, "recommendation");
    if (recommendation !== sent) isSame = false;
  }
  let impression;
  if ((sent = raw["impression"]) !== undefined) {
    known += 1;
    if ((impression = readList(at, sent, 25, readImpressionMember)) === undefined) return within(at, "impression");
    if (impression !== sent) isSame = false;
  }
  let consent;
  if ((sent = raw["consent"]) !== undefined) {
    known += 1;
    if ((consent = readConsent(at, sent)) === undefined) return within(at, "consent");
    if (consent !== sent) isSame = false;
  } else return missing(at, "consent");
  let context;
  if ((sent = raw["context"]) !== undefined) {
    known += 1;
    if ((context = readContext(at, sent)) === undefined) return within(at, "context");
    if (context !== sent) isSame = false;
  }
  let props;
  if ((sent = raw["props"]) !== undefined) {
    known += 1;
    if ((props = readRecord(at, sent, word2, 1024, 50)) === undefined) return within(at, "props");
    if (props !== sent) isSame = false;
  }
  if (countKeys(raw) !== known) at.hasExtras = true;
  else if (isSame) return raw as unknown as ClickEvent;
  return { event_id, event_name, event_ts, anonymous_id, user_id, session_id, session_seq, page, item_id, items, value, currency, transaction_id, search_term, recommendation, impression, consent, context, props } as ClickEvent;
}
