import { describe, expect, it } from "@jest/globals";
import { aWorld, written } from "./world.ts";

describe("a deployment", () => {
  it("provides what the busiest hour needed, up and down within the bounds, with each deployment", async () => {
    let lists = 0;
    const [personal, ...others] = written.campaigns.map((campaign) => ({ ...campaign, mostProvisionedTPS: 4 }));
    const world = aWorld({
      pipeline: { campaigns: [personal!, ...others] },
      mart: () => ({
        generatedAt: 0,
        hours: [{ hour: 0, placement: "home", source: "live", lists, views: 0, clicks: 0 }],
      }),
    });
    const provided: unknown[] = [];
    for (const [date, busiest] of [
      ["2026-11-21", 0],
      ["2026-11-22", 2.5],
      ["2026-11-23", 90],
      ["2026-11-24", 1.5],
    ] as const) {
      lists = busiest * 3600;
      await world.open({ date });
      expect(await world.play(date)).toMatchObject({ status: "succeeded" });
      provided.push((await world.control.campaign("millrace-dev-personal"))?.minProvisionedTPS);
    }
    expect(provided).toEqual([1, 3, 4, 2]);
  });
});
