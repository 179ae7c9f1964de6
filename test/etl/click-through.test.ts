import { expect, it } from "@jest/globals";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import { aLakeWith, aLine, runLake } from "./given.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const shown = (minutes: number, event_name: string, facts: object = {}) =>
  aLine({
    event_name,
    event_time: noon + minutes * 60_000,
    recommendation: { id: "list-1", strategy: "home", source: "live" },
    ...facts,
  });

it("counts lists, views and clicks of each hour, placement and source, without bots", async () => {
  const lake = aLakeWith([
    shown(1, "recommendation_view"),
    shown(2, "recommendation_view"),
    shown(3, "recommendation_click"),
    shown(4, "recommendation_click", { is_bot: true }),
    shown(61, "recommendation_view", { recommendation: { id: "list-2", strategy: "home", source: "memory" } }),
    aLine(),
  ]);
  await runLake(lake);

  const { hours } = JSON.parse(lake.text("marts/click-through.json")) as ClickThroughMart;
  expect(hours).toEqual([
    { hour: noon, placement: "home", source: "live", lists: 1, views: 2, clicks: 1 },
    { hour: noon + 3_600_000, placement: "home", source: "memory", lists: 1, views: 1, clicks: 0 },
  ]);
});
