import { describe, expect, it } from "@jest/globals";
import type { Source } from "@millrace/core/domain/pipeline";
import { aWorld } from "./world.ts";

const hour = 3_600_000;
const id = "2026-11-21";
const clicks: Source = { path: "raw/clicks/received={date}/", required: true, within: 0, lateBy: 2 * hour };
const ga4: Source = { path: "raw/imports/ga4/date={date}/", required: false, within: 0, lateBy: hour };

const export_ = async (world: ReturnType<typeof aWorld>) => (await world.ledger.run(id))?.steps["export-datasets"];

describe("readiness", () => {
  it("waits for a source that is late, and goes on when it comes", async () => {
    const world = aWorld({ sources: { clicks } });
    await world.open();

    expect(await world.tick("export-datasets")).toMatchObject({
      did: "waited",
      message:
        "source clicks: nothing under raw/clicks/received=2026-11-21/; waited for until 2026-11-21T20:00:00.000Z",
    });
    await world.pass(hour);
    world.objects.set("raw/clicks/received=2026-11-21/hour=17/a.gz", "");
    expect(await world.tick("export-datasets")).toMatchObject({ did: "started" });
    expect((await export_(world))?.facts).toEqual({
      sources: { clicks: { state: "ready", day: id, objects: 1, message: "2026-11-21: 1 objects", lateMs: hour } },
    });
  });

  it("fails loudly without a required one, and says what to do", async () => {
    const world = aWorld({ sources: { clicks } });
    await world.open();
    await world.pass(2 * hour);

    expect(await world.tick("export-datasets")).toMatchObject({ did: "failed" });
    expect((await world.ledger.run(id))?.failureReason).toMatch(
      /^export-datasets: source clicks: nothing under raw\/clicks\/received=2026-11-21\/\. What to do: .*"force": true/,
    );
    expect(world.jobRuns).toEqual([]);
  });

  it("goes on without another once its time is over, and the run says so", async () => {
    const world = aWorld({ sources: { ga4 } });
    await world.open();
    expect(await world.tick("export-datasets")).toMatchObject({ did: "waited" });
    await world.pass(hour);

    expect(await world.play()).toMatchObject({ status: "succeeded" });
    expect((await export_(world))?.facts).toMatchObject({ sources: { ga4: { state: "skipped" } } });
  });

  it("counts days before the run's own as far as pipeline.yml allows", async () => {
    const world = aWorld({ sources: { clicks: { ...clicks, within: 72 * hour } } });
    world.objects.set("raw/clicks/received=2026-11-18/hour=17/a.gz", "");
    await world.open();
    expect(await world.tick("export-datasets")).toMatchObject({ did: "started" });
    expect((await export_(world))?.facts).toMatchObject({ sources: { clicks: { state: "ready", day: "2026-11-18" } } });
  });

  it("waits for nothing when forced", async () => {
    const world = aWorld({ sources: { clicks } });
    await world.open({ force: true });
    expect(await world.tick("export-datasets")).toMatchObject({ did: "started" });
    expect((await export_(world))?.facts).toMatchObject({ sources: { clicks: { state: "skipped" } } });
  });
});
