import { byId, h } from "../elements.ts";
import { catalogue, loadProducts } from "./catalogue.ts";
import { header } from "./header.ts";
import { categoryPage, homePage, productPage, searchPage, type Page, type Shop } from "./pages.ts";
import { shopper } from "./shopper.ts";

interface Config {
  writeKey?: string;
  demoVisitors?: string[];
}

const loadConfig = async (): Promise<Config> => {
  try {
    const answer = await fetch("/config.json", { cache: "no-store" });
    return answer.ok ? ((await answer.json()) as Config) : {};
  } catch {
    return {};
  }
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** `#/product/P0001`, `#/category/dog/food`, `#/search?q=…`; anything else is the front page. */
const pageOf = (shop: Shop, hash: string): Page => {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [kind, ...rest] = path.split("/").filter(Boolean).map(decoded);
  const [first] = rest;
  if (kind === "product" && first !== undefined) return productPage(shop, first);
  if (kind === "category" && first !== undefined) return categoryPage(shop, rest);
  if (kind === "search") return searchPage(shop, new URLSearchParams(query).get("q") ?? "");
  return homePage(shop);
};

const tellOfPage = ({ shopper }: Shop, hash: string): void => {
  const product = /^#\/product\/([^/?]+)/.exec(hash)?.[1];
  if (product !== undefined) void shopper.did((tracker) => tracker.viewItem(decoded(product)));
  else void shopper.did((tracker) => tracker.pageView({ path: hash.replace(/^#/, "") || "/", title: document.title }));
};

const open = async (): Promise<void> => {
  const [config, products] = await Promise.all([loadConfig(), loadProducts()]);
  const shop: Shop = { catalogue: catalogue(products), shopper: shopper(config.writeKey) };
  const main = byId("main");
  let rows: Page["rows"] = [];

  const show = (): void => {
    const page = pageOf(shop, location.hash);
    document.title = page.title === "몽스토어" ? page.title : `${page.title} – 몽스토어`;
    rows = page.rows;
    main.replaceChildren(...page.content);
    scrollTo(0, 0);
    tellOfPage(shop, location.hash);
  };
  shop.shopper.onChange(() => rows.forEach((row) => void row.refresh()));
  addEventListener("hashchange", show);
  byId("skip").addEventListener("click", () => main.focus());

  byId("top").replaceChildren(header(shop, config.demoVisitors ?? []));
  if (config.writeKey === undefined)
    byId("top").append(
      h(
        "p",
        { class: "notice", role: "status" },
        "이 상점에는 쓰기 키가 없어 클릭을 기록하지 않습니다. No write key: clicks are not recorded.",
      ),
    );
  show();
};

void open();
