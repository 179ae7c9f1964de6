import type { RecommendationsMart } from "@millrace/core/domain/marts";
import { count } from "../words.ts";

/** What the lake says of lists in one place: of one variant, where there is an experiment. */
export interface ListsSeen {
  readonly placement: string;
  /** Undefined without an experiment. */
  readonly variant: string | undefined;
  readonly views: number;
  readonly clicks: number;
}

/** `marts/recommendations.json` by placement and variant, over all days, models and sources; as the console shows them. */
export const listsSeen = ({ days }: Pick<RecommendationsMart, "days">): ListsSeen[] =>
  [...Map.groupBy(days, ({ placement, variant }) => `${placement} ${variant}`).values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    return {
      placement: first.placement,
      variant: first.variant === "none" ? undefined : first.variant,
      views: rows.reduce((sum, { views }) => sum + views, 0),
      clicks: rows.reduce((sum, { clicks }) => sum + clicks, 0),
    };
  });

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** "1,204 seen, 131 clicked (home personal 290: 15.9 %, home popular 310: 7.1 %, product 131: 9.2 %)" */
export const listsLine = (lists: readonly ListsSeen[]): string => {
  const sum = (name: "views" | "clicks") => lists.reduce((total, list) => total + list[name], 0);
  const each = lists
    .toSorted((one, other) => (`${one.placement} ${one.variant}` < `${other.placement} ${other.variant}` ? -1 : 1))
    .map(({ placement, variant, views, clicks }) => {
      const name = variant === undefined ? placement : `${placement} ${variant}`;
      return `${name} ${count(views)}${views > 0 ? `: ${percent(clicks / views)}` : ""}`;
    });
  return `${count(sum("views"))} seen, ${count(sum("clicks"))} clicked  (${each.join(", ")})`;
};
