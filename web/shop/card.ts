import { h } from "../elements.ts";
import type { Product } from "./catalogue.ts";
import { picture } from "./picture.ts";
import { priceText } from "./words.ts";

export const productAddress = (id: string): string => `#/product/${encodeURIComponent(id)}`;

/** A product in a list. `onOpen` hears of the click before the page changes. */
export const card = (product: Product, onOpen: () => void, isNew = false): HTMLElement => {
  const { product_id, name_ko, name_en, price, available } = product;
  const isSoldOut = available === 0 || available === false;
  return h(
    "li",
    { class: isNew ? "card new" : "card", "data-item": product_id },
    h(
      "a",
      { href: productAddress(product_id), onclick: onOpen },
      picture(product),
      h("span", { class: "name" }, name_ko ?? product_id),
      h("span", { class: "name-en", lang: "en" }, name_en),
      h("span", { class: "price" }, priceText(price), isSoldOut && h("em", {}, "품절")),
    ),
  );
};
