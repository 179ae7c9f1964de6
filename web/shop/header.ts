import { h } from "../elements.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Shopper } from "./shopper.ts";
import { categoryName } from "./words.ts";

/** The bar on top: name, search, and who is visiting. */
export const header = (
  { catalogue, shopper }: { catalogue: Catalogue; shopper: Shopper },
  demoVisitors: readonly string[],
): HTMLElement => {
  const words = h("input", {
    type: "search",
    name: "q",
    placeholder: "사료, 장난감, kibble …",
    "aria-label": "상품 검색",
    maxlength: 100,
  });
  const search = (event: Event): void => {
    event.preventDefault();
    const text = words.value.trim();
    if (text === "") return;
    void shopper.did((tracker) => tracker.search(text));
    location.hash = `#/search?q=${encodeURIComponent(text)}`;
  };

  const name = h("input", {
    list: "visitors",
    "aria-label": "회원 아이디 · member id",
    maxlength: 256,
    autocomplete: "off",
    spellcheck: "false",
  });
  const showWho = (): void => {
    name.value = shopper.member ?? "";
    name.placeholder = `방문자 ${shopper.anonymousId.slice(-6)}`;
  };
  showWho();
  shopper.onChange(showWho);
  const become = (event: Event): void => {
    event.preventDefault();
    const member = name.value.trim();
    if (member !== "" && member !== shopper.member) shopper.become(member);
    name.blur();
  };
  const leave = (): void => {
    shopper.become(undefined);
  };

  return h(
    "header",
    {},
    h(
      "div",
      { class: "bar" },
      h("a", { class: "brand", href: "#/" }, "몽스토어 ", h("small", { lang: "en" }, "Mong Store")),
      h("form", { class: "search", role: "search", onsubmit: search }, words, h("button", {}, "검색")),
      h(
        "form",
        { class: "visitor", onsubmit: become, onchange: become },
        name,
        h("datalist", { id: "visitors" }, ...demoVisitors.map((value) => h("option", { value }))),
        h("button", { type: "button", id: "new-visitor", onclick: leave }, "새 방문자 · New visitor"),
      ),
    ),
    h(
      "nav",
      { class: "chips", "aria-label": "분류" },
      ...catalogue
        .below([])
        .map((name) => h("a", { class: "chip", href: `#/category/${encodeURIComponent(name)}` }, categoryName(name))),
    ),
  );
};
