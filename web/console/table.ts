import { h } from "../elements.ts";

type Cell = HTMLElement | SVGElement | string;

/** A number's cell; its text is given. */
export const numberCell = (text: string, ...more: (HTMLElement | false)[]): HTMLElement =>
  h("td", { class: "number" }, text, ...more);

const isCell = (cell: Cell): boolean => typeof cell !== "string" && /^T[HD]$/i.test(cell.tagName);

/** A table that scrolls sideways by itself. The first of each row names it; what is no cell yet becomes one. */
export const tableOf = (caption: string, heads: readonly string[], rows: readonly Cell[][]): HTMLElement =>
  h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        ...rows.map(([name, ...cells]) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, name),
            ...cells.map((cell) => (isCell(cell) ? cell : h("td", {}, cell))),
          ),
        ),
      ),
    ),
  );
