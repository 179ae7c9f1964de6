import type { Arm, Comparison } from "@millrace/core/domain/shown-marts";
import { differenceOf, shareOf } from "./share.ts";
import { short } from "./words.ts";

export type Counted = Omit<Arm, "clicked" | "carted" | "ordered">;

/** Rows of the same variant and model as one; of several, the first's names. */
export const sumOf = (rows: readonly Counted[]): Counted => {
  const sum = (name: Exclude<keyof Counted, "variant" | "model">) => rows.reduce((total, row) => total + row[name], 0);
  return {
    variant: rows[0]?.variant ?? "none",
    model: rows[0]?.model ?? "none",
    lists: sum("lists"),
    views: sum("views"),
    clicks: sum("clicks"),
    clickedItems: sum("clickedItems"),
    cartedItems: sum("cartedItems"),
    orderable: sum("orderable"),
    orderedItems: sum("orderedItems"),
  };
};

const sharesOf = (counted: Counted): Pick<Arm, "clicked" | "carted" | "ordered"> => ({
  clicked: shareOf(counted.clicks, counted.views),
  carted: shareOf(counted.cartedItems, counted.clickedItems),
  ordered: shareOf(counted.orderedItems, counted.orderable),
});

export const shownArm = (counted: Counted): Arm => ({
  ...counted,
  ...sharesOf(counted),
  variant: short(counted.variant),
  model: short(counted.model),
});

/** Each variant beside the first, by every measure that both have; `none` is beside the experiment, not in it. */
export const comparisonsOf = (variants: readonly Counted[]): Comparison[] => {
  const [control, ...others] = variants.filter(({ variant, views }) => variant !== "none" && views > 0).map(shownArm);
  if (control === undefined) return [];
  return others.flatMap((arm) =>
    (["clicked", "carted", "ordered"] as const).flatMap((measure): Comparison[] => {
      const [first, second] = [arm[measure], control[measure]];
      if (first === null || second === null) return [];
      return [{ measure, variant: arm.variant, beside: control.variant, difference: differenceOf(first, second) }];
    }),
  );
};
