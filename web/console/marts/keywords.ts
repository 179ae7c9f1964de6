import type { ShownKeywords } from "@millrace/core/domain/shown-marts";
import { h } from "../../elements.ts";
import { numberCell, tableOf } from "../table.ts";
import { count } from "../words.ts";

type Keyword = ShownKeywords["keywords"][number];

const sizes = 6;
const inCloud = 40;
const shownAtOnce = 10;

/** 1 to 6: by the root, as an area would be. */
const sizeOf = (searches: number, most: number): number => Math.max(1, Math.round(Math.sqrt(searches / most) * sizes));

const plural = (number: number, one: string): string => `${count(number)} ${number === 1 ? one : `${one}es`}`;

const cloud = (keywords: readonly Keyword[]): HTMLElement => {
  const most = Math.max(1, ...keywords.map(({ searches }) => searches));
  return h(
    "ul",
    { class: "cloud", "aria-label": "Searched this week, the most first" },
    ...keywords.map(({ search_term, searches, grade }) =>
      h(
        "li",
        { "data-size": sizeOf(searches, most), "data-grade": grade, title: `${plural(searches, "search")}, ${grade}` },
        h("span", { dir: "auto" }, search_term),
        h("span", { class: "sr" }, `: ${plural(searches, "search")}, ${grade}`),
      ),
    ),
  );
};

const rowOf = ({ search_term, searches, product_clicks, likes, carts, score, grade }: Keyword) => [
  h("span", { dir: "auto" }, search_term),
  ...[searches, product_clicks, likes, carts].map((value) => numberCell(count(value))),
  numberCell(score.toFixed(1)),
  h("span", { class: "status", "data-status": grade }, grade),
];

const heads = ["term", "searches", "product clicks", "likes", "carts", "score", "grade"];

const wanting = (keywords: readonly Keyword[]): HTMLElement | false => {
  const bad = keywords.filter(({ grade }) => grade === "bad").slice(0, shownAtOnce);
  return (
    bad.length > 0 &&
    h(
      "p",
      { class: "note", "data-wanting": "" },
      "Most who searched for these looked at no product: ",
      ...bad.flatMap(({ search_term, searches }, at) => [
        at > 0 ? ", " : "",
        h("bdi", {}, search_term),
        ` (${count(searches)})`,
      ]),
      ".",
    )
  );
};

const nobody = (): HTMLElement =>
  h(
    "p",
    { class: "quiet" },
    "Nobody has searched in the last seven days of the data: send search events with a search_term, as tracker.search() does.",
  );

/** This week's terms as a cloud, sized by searches. */
export const drawKeywords = (shown: ShownKeywords | null): HTMLElement =>
  shown === null || shown.keywords.length === 0 ? nobody() : cloud(shown.keywords.slice(0, inCloud));

/** What came of the searches for each term, and those of which nothing did. */
export const drawPerformance = (shown: ShownKeywords | null): HTMLElement => {
  if (shown === null || shown.keywords.length === 0) return nobody();
  const { keywords, known } = shown;
  const [first, rest] = [keywords.slice(0, shownAtOnce), keywords.slice(shownAtOnce)];
  return h(
    "div",
    {},
    tableOf("until the next search of the visit; a look counts 1, a like 2, a cart 3", heads, first.map(rowOf)),
    rest.length > 0 &&
      h(
        "details",
        { class: "more", "data-key": "other keywords" },
        h("summary", {}, `${count(rest.length)} more`),
        tableOf("the other terms of the week", heads, rest.map(rowOf)),
      ),
    known.keywords > keywords.length &&
      h(
        "p",
        { class: "quiet" },
        `The first ${count(keywords.length)} of ${count(known.keywords)}; SQL has all of them.`,
      ),
    wanting(keywords),
  );
};

const growthOf = ({ searches, searches_before }: ShownKeywords["rising"][number]): string =>
  searches_before === 0 ? "new" : `× ${(searches / searches_before).toFixed(1)}`;

/** Terms searched more than in the week before, in the mart's order: one search more of a rare term is no trend. */
export const drawRising = (shown: ShownKeywords | null): HTMLElement => {
  if (shown === null || shown.rising.length === 0)
    return h(
      "p",
      { class: "quiet" },
      "No term was searched more often than in the seven days before; it takes two weeks of searches to tell.",
    );
  return tableOf(
    "searches of the last 7 days of the data, and of the 7 before",
    ["term", "before", "now", "growth"],
    shown.rising.map((term) => [
      h("span", { dir: "auto" }, term.search_term),
      numberCell(count(term.searches_before)),
      numberCell(count(term.searches)),
      h("td", { class: "number better" }, growthOf(term)),
    ]),
  );
};
