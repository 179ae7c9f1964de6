import { describe, expect, it } from "@jest/globals";
import { historyReport } from "@millrace/core/domain/history-report";
import type { Imported, Manifest, Run } from "@millrace/core/domain/run";
import { aWorld, written, type World } from "./world.ts";

const day = 86_400_000;
const [first, second, third] = ["2026-11-21", "2026-11-22", "2026-11-23"];
const imports = { ...written.imports, mode: "incremental" as const };

interface Found {
  readonly compared?: Partial<Manifest>;
  readonly erased?: number;
}

/** A world whose export finds 1,500 new interactions each day, and all that was imported before. */
const aDailyWorld = (found: (run: string) => Found = () => ({}), rules: Partial<typeof imports> = {}): World => {
  const world: World = aWorld({
    pipeline: { imports: { ...imports, ...rules } },
    erased: () => erased,
    compares: (run, args) => {
      const since = args["--since"];
      if (since === undefined) return { since: "none", imported: 0, newInteractions: 0 };
      const told = { since, imported: 5000, newInteractions: 1500, goneInteractions: 0, gonePeople: 0 };
      const { compared, erased: at } = found(run);
      erased = at;
      return { ...told, ...compared };
    },
  });
  let erased: number | undefined;
  return world;
};

const night = async (world: World, date: string): Promise<Run> => {
  await world.pass(Date.parse(`${date}T18:00:00Z`) - world.now());
  await world.open({ date });
  return world.play(date);
};
const howOf = (run: Run) => (run.steps["import-datasets"].output as Imported).interactions;
/** Mode and folder of each import of interactions. */
const asked = (world: World) =>
  (world.fake.inputs.CreateDatasetImportJob ?? [])
    .filter(({ jobName }) => jobName?.endsWith("-interactions"))
    .map(({ importMode, dataSource }) => [
      importMode,
      (dataSource as unknown as { dataLocation: string }).dataLocation.replace("s3://millrace-dev-lake/t2/", ""),
    ]);

describe("incremental imports", () => {
  it("bring only what is new since the last one, on top of what is there, and say so", async () => {
    const world = aDailyWorld((run) =>
      run === third
        ? { compared: { imported: 5010, goneInteractions: 12 } }
        : run === second
          ? { compared: { goneInteractions: 10 } }
          : {},
    );

    const runs = [await night(world, first), await night(world, second), await night(world, third)];

    expect(runs.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(asked(world)).toEqual([
      ["FULL", `${first}/interactions/`],
      ["INCREMENTAL", `${second}/new/`],
      ["INCREMENTAL", `${third}/new/`],
    ]);
    expect(world.jobRuns.map(({ args }) => args).reverse()).toEqual([
      { "--run": first },
      { "--run": second, "--since": first },
      { "--run": third, "--since": second, "--gone": "gone" },
    ]);
    expect(runs.map(howOf)).toMatchObject([
      { mode: "FULL", why: "nothing was imported before", rows: 5000, lastFull: runs[0]?.openedAt },
      { mode: "INCREMENTAL", rows: 5010, lastFull: runs[0]?.openedAt },
      { mode: "INCREMENTAL", rows: 5012, lastFull: runs[0]?.openedAt },
    ]);
    expect(historyReport(runs)).toContain(
      `imported 1500 interactions since run ${first}; 10 that are none any more stay until the next full import`,
    );
    // items and users are whole each time
    expect(
      (world.fake.inputs.CreateDatasetImportJob ?? []).filter(({ importMode }) => importMode === "FULL"),
    ).toHaveLength(7);
  });

  const dayAfter = Date.parse(`${first}T20:00:00Z`);
  it.each<[string, string, Found]>([
    [
      "too little is new",
      "999 interactions are new, and an incremental import takes 1000 at least",
      { compared: { newInteractions: 999 } },
    ],
    ["somebody was erased since", `somebody was erased since run ${first}`, { erased: dayAfter }],
    ["somebody refused since", `1 people refused or were deleted since run ${first}`, { compared: { gonePeople: 1 } }],
    ["too much is none any more", "51 of 5000 interactions are none any more", { compared: { goneInteractions: 51 } }],
    [
      "what was imported is not in the lake as it was",
      `of what run ${first} imported, 4999 of 5000 rows are in the lake`,
      { compared: { imported: 4999 } },
    ],
    [
      "it was compared with another export",
      `it was exported beside 2026-11-01, and the export of run ${first} was imported last`,
      { compared: { since: "2026-11-01" } },
    ],
  ])("are full when %s, and say why", async (_, why, found) => {
    const world = aDailyWorld(() => found);
    await night(world, first);
    const run = await night(world, second);

    expect(run.status).toBe("succeeded");
    expect(howOf(run)).toMatchObject({ mode: "FULL", why, rows: 5000, lastFull: run.openedAt });
    expect(asked(world)[1]).toEqual(["FULL", `${second}/interactions/`]);
    expect(historyReport([run])).toContain(`imported all: ${why}`);
  });

  it("are full when an erasure was before the last import, no more", async () => {
    const world = aDailyWorld(() => ({ erased: Date.parse(`${first}T10:00:00Z`) }));
    await night(world, first);
    expect(howOf(await night(world, second))).toMatchObject({ mode: "INCREMENTAL" });
  });

  it("are full again when the last full one is too old", async () => {
    const world = aDailyWorld(undefined, { fullEvery: 2 * day });
    await night(world, first);
    expect(howOf(await night(world, second))).toMatchObject({ mode: "INCREMENTAL" });
    expect(howOf(await night(world, third))).toMatchObject({
      mode: "FULL",
      why: "the last full import is 2.0 days old",
    });
    expect(howOf(await night(world, "2026-11-24"))).toMatchObject({ mode: "INCREMENTAL" });
  });

  it("are full after an import that failed", async () => {
    let isBroken = false;
    const world = aWorld({
      pipeline: { imports },
      fate: (kind) => (kind === "dataset-import-job" && isBroken ? { status: "CREATE FAILED" } : undefined),
      compares: (_, { "--since": since = "none" }) => ({ since, imported: 5000, newInteractions: 1500 }),
    });
    await night(world, first);
    isBroken = true;
    expect(await night(world, second)).toMatchObject({ status: "failed" });
    isBroken = false;
    expect(howOf(await night(world, third))).toMatchObject({
      mode: "FULL",
      why: `the import of run ${second} is not known to have finished`,
    });
  });

  it("are full after an import that somebody else began, and where imports cannot be listed", async () => {
    const world = aDailyWorld();
    await night(world, first);
    await world.pass(day / 2);
    await world.control.createImportJob("by-hand", "millrace-dev", "interactions", "s3://elsewhere/");
    expect(howOf(await night(world, second))).toMatchObject({
      mode: "FULL",
      why: `the last import on Personalize is by-hand (ACTIVE), not that of run ${first}`,
    });
    world.fake.refuses.set("ListDatasetImportJobs", Object.assign(new Error("no"), { name: "AccessDeniedException" }));
    expect(howOf(await night(world, third))).toMatchObject({ why: "what was imported last cannot be seen" });
  });

  it("are full when the schema has changed, by us or by others", async () => {
    const world = aDailyWorld();
    await night(world, first);
    world.fake.meddle("dataset/millrace-dev/INTERACTIONS", { schemaArn: "arn:aws:personalize:::schema/by-hand" });
    await world.control.createSchema("by-hand", "{}");
    const moved = await night(world, second);
    expect(howOf(moved)).toMatchObject({ mode: "FULL", why: "the schema has changed" });

    const { steps } = moved;
    const output = steps["import-datasets"].output as Imported;
    const older = { ...output, interactions: { ...output.interactions, schemaArn: "arn:older" } };
    await world.ledger.save({
      ...moved,
      steps: { ...steps, "import-datasets": { ...steps["import-datasets"], output: older } },
    });
    expect(howOf(await night(world, third))).toMatchObject({ mode: "FULL", why: "the schema has changed" });
  });

  it("are not thought of where pipeline.yml does not ask for them", async () => {
    const world = aWorld();
    const run = await night(world, first);
    expect(howOf(run)).toMatchObject({ mode: "FULL", why: "pipeline.yml wants full imports" });
    expect(historyReport([run])).not.toContain("imported");
  });
});
