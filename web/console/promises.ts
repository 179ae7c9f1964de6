import { h } from "../elements.ts";
import type { Promised } from "./api.ts";

/** What pipeline.yml promises of freshness, and whether it holds. */
export const drawPromises = ({ promises }: Promised): HTMLElement =>
  h(
    "div",
    {},
    ...promises.map(({ name, holds, measured }) =>
      h(
        "p",
        { class: "identity", "data-promise": name, "data-holds": String(holds) },
        `${holds ? "✓" : "✗"} ${name}: ${measured}`,
      ),
    ),
  );
