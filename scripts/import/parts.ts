import { currencyOf, cut, member, numberOf, pathOf, textOf, wholeOf } from "./json.ts";

/** A page as sources tell of it, within the collector's limits; undefined without an address. */
export const pageOf = (said: { url: unknown; path?: unknown; title: unknown; referrer: unknown }) => {
  const url = textOf(said.url);
  if (url === undefined) return undefined;
  return {
    url: url.slice(0, 2048),
    path: (textOf(said.path) ?? pathOf(url))?.slice(0, 1024),
    title: cut(said.title, 300),
    referrer: textOf(said.referrer)?.slice(0, 2048),
  };
};

/** An amount, from the first source that has one; nothing without its currency. */
export const moneyOf = (amounts: readonly unknown[], currencies: readonly unknown[]) => {
  const [value] = amounts.flatMap((amount) => numberOf(amount) ?? []);
  const [currency] = currencies.flatMap((code) => currencyOf(code) ?? []);
  return value === undefined || currency === undefined ? {} : { value, currency };
};

export const campaignOf = (said: Record<"source" | "medium" | "name" | "term" | "content", unknown>) => ({
  utm_source: cut(said.source, 256),
  utm_medium: cut(said.medium, 256),
  utm_campaign: cut(said.name, 256),
  utm_term: cut(said.term, 256),
  utm_content: cut(said.content, 256),
});

/** A product as Segment and Snowplow both say it. */
export const productOf = (item_id: string, product: unknown) => ({
  item_id,
  item_name: cut(member(product, "name"), 500),
  item_brand: cut(member(product, "brand"), 256),
  item_category: cut(member(product, "category"), 256),
  item_variant: cut(member(product, "variant"), 256),
  price: numberOf(member(product, "price")),
  quantity: wholeOf(member(product, "quantity"), 1),
  index: wholeOf(member(product, "position"), 0),
});
