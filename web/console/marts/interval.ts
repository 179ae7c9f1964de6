import type { Share } from "@millrace/core/domain/shown-marts";
import { h, svg } from "../../elements.ts";
import { percent } from "../words.ts";

const width = 120;
const height = 14;

/** The ends of a drawing on which shares lie side by side. */
export interface Scale {
  readonly least: number;
  readonly most: number;
}

const whisker = ({ value, from, to }: Share, { least, most }: Scale): SVGElement => {
  const at = (share: number) => (most > least ? 4 + ((share - least) / (most - least)) * (width - 8) : width / 2);
  const middle = height / 2;
  return svg(
    "svg",
    { class: "whisker", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    svg("line", { class: "ground", x1: 0, x2: width, y1: middle, y2: middle }),
    svg("line", { x1: at(from), x2: at(to), y1: middle, y2: middle }),
    svg("line", { x1: at(from), x2: at(from), y1: 2, y2: height - 2 }),
    svg("line", { x1: at(to), x2: at(to), y1: 2, y2: height - 2 }),
    svg("circle", { cx: at(value), cy: middle, r: 3.5 }),
  );
};

/** As wide as the intervals, so that two are told apart; from zero where there is only one. */
export const scaleOf = (shares: readonly (Share | null)[]): Scale => {
  const known = shares.filter((share) => share !== null);
  const most = Math.max(0, ...known.map(({ to }) => to));
  return { least: known.length > 1 ? Math.min(...known.map(({ from }) => from)) : 0, most };
};

/** A share with its interval in words and drawn. */
export const shareCell = (share: Share | null, of: string, scale: Scale, absent = "–"): HTMLElement =>
  share === null
    ? h("td", {}, h("small", {}, absent))
    : h(
        "td",
        { class: "share" },
        h("strong", {}, percent(share.value)),
        h("small", {}, `${percent(share.from)} to ${percent(share.to)}`),
        whisker(share, scale),
        h("small", {}, of),
      );
