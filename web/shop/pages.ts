import { h } from "../elements.ts";
import { card } from "./card.ts";
import type { Catalogue, Product } from "./catalogue.ts";
import { picture } from "./picture.ts";
import { row, type Row } from "./row.ts";
import type { Shopper } from "./shopper.ts";
import { categoryName, priceText } from "./words.ts";

/** What the pages are made of. */
export interface Shop {
  catalogue: Catalogue;
  shopper: Shopper;
}

export interface Page {
  title: string;
  content: Node[];
  /** Asked again whenever the visitor did something. */
  rows: Row[];
}

const shownOfCategory = 60;
const popularSelect = 12;

const personalRow = ({ catalogue, shopper }: Shop): Row =>
  row({
    title: "당신을 위한 추천 · For you",
    wanted: () => ({ placement: "home", limit: 12, ...shopper.identity() }),
    catalogue,
    shopper,
  });

const grid = ({ shopper }: Shop, products: readonly Product[]): HTMLElement =>
  h(
    "ul",
    { class: "grid" },
    ...products.map((product) =>
      card(product, () => void shopper.did((tracker) => tracker.selectItem(product.product_id))),
    ),
  );

export const homePage = (shop: Shop): Page => {
  const { catalogue, shopper } = shop;
  const popular = row({
    title: "지금 인기 상품 · Popular",
    wanted: () => ({ placement: "popular", limit: popularSelect }),
    catalogue,
    shopper,
  });
  const personal = personalRow(shop);
  return { title: "몽스토어", content: [personal.element, popular.element], rows: [personal] };
};

export const categoryPage = (shop: Shop, path: string[]): Page => {
  const { catalogue } = shop;
  const products = catalogue.in(path);
  const title = path.map(categoryName).join(" › ");
  const links = catalogue
    .below(path)
    .map((name) =>
      h(
        "a",
        { class: "chip", href: `#/category/${[...path, name].map(encodeURIComponent).join("/")}` },
        categoryName(name),
      ),
    );
  return {
    title,
    content: [
      h("h1", {}, title, " ", h("small", {}, `${products.length}개`)),
      h("nav", { class: "chips", "aria-label": "하위 분류" }, ...links),
      grid(shop, products.slice(0, shownOfCategory)),
    ],
    rows: [],
  };
};

export const searchPage = (shop: Shop, words: string): Page => {
  const found = shop.catalogue.find(words);
  return {
    title: `검색: ${words}`,
    content: [
      h("h1", {}, `“${words}” `, h("small", {}, `${found.length}개`)),
      found.length > 0
        ? grid(shop, found.slice(0, shownOfCategory))
        : h("p", {}, "찾는 상품이 없습니다. Nothing was found."),
    ],
    rows: [],
  };
};

export const productPage = (shop: Shop, id: string): Page => {
  const { catalogue, shopper } = shop;
  const product = catalogue.get(id);
  const { name_ko, name_en, price, category_l1, category_l2, category_l3 } = product;
  const path = [category_l1, category_l2, category_l3].filter((name) => name !== undefined);
  const said = h("p", { class: "said", role: "status" });
  const act = (words: string, kind: "addToCart" | "addToWishlist") => () => {
    said.textContent = words;
    void shopper.did((tracker) => tracker[kind](id));
  };
  const similar = row({
    title: "비슷한 상품 · Similar",
    wanted: () => ({ placement: "product", item_id: id, limit: 8 }),
    catalogue,
    shopper,
  });
  const personal = personalRow(shop);
  const detail = h(
    "article",
    { class: "product", "data-item": id },
    picture(product),
    h(
      "div",
      {},
      h("p", { class: "path" }, path.map(categoryName).join(" › ")),
      h("h1", {}, name_ko ?? id),
      h("p", { class: "name-en", lang: "en" }, name_en),
      h("p", { class: "price" }, priceText(price)),
      h(
        "div",
        { class: "buttons" },
        h(
          "button",
          { class: "primary", onclick: act("장바구니에 담았습니다 · in your cart", "addToCart") },
          "장바구니 담기",
        ),
        h("button", { onclick: act("찜했습니다 · on your wish list", "addToWishlist") }, "♡ 찜하기"),
      ),
      said,
    ),
  );
  return {
    title: name_ko ?? id,
    content: [detail, similar.element, personal.element],
    rows: [personal],
  };
};
