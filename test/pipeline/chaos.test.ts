import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { examine, mustBeZero } from "../../scripts/chaos-ingest/books.ts";
import { openStage } from "../../scripts/chaos-ingest/stage.ts";
import { playStory, type Story } from "../../scripts/chaos-ingest/story.ts";

const seed = Number(process.env["MILLRACE_SEED"] ?? Date.now() % 1_000_000);
/** `npm run chaos:ingest` plays the same with 200,000. */
const events = Number(process.env["MILLRACE_EVENTS"] ?? 1_000);
const t1 = "t1/events/";

describe(`a tenth of everything failing (MILLRACE_SEED=${seed})`, () => {
  let directory: string;
  let stage: Awaited<ReturnType<typeof openStage>>;
  let story: Story;
  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "millrace-story-")));
    stage = await openStage(directory, seed);
    story = await playStory(stage, { events, seed });
  }, 420_000);
  afterAll(async () => {
    await stage.close();
    rmSync(directory, { recursive: true, force: true });
  }, 30_000);

  it("loses no acknowledged event, doubles none, and leaves only what is truly bad in quarantine", async () => {
    const findings = await examine(stage, story);

    const struck = story.struck.reduce((sum, fault) => sum + fault.struck, 0);
    expect(struck).toBeGreaterThan(events / 50);
    expect(story.stored + story.refusedAsBad + story.refused).toBe(events);
    expect(story).toMatchObject({ sent: events, untold: 0, replayedAgain: 0 });
    expect(findings).toMatchObject({
      unique: story.accepted.size,
      problems: [],
      ...Object.fromEntries(mustBeZero.map((name) => [name, 0])),
    });
  }, 60_000);

  it("would see an event that is lost, and one that is there twice", async () => {
    const { lake } = stage;
    const [first] = (await lake.list(t1)).filter(({ key }) => key.endsWith(".parquet"));
    const key = first?.key ?? "";
    const { body = Buffer.alloc(0) } = (await lake.get(key)) ?? {};
    const type = "application/vnd.apache.parquet";

    await lake.put(`${t1}event_date=2020-01-01/part-0.parquet`, body, type);
    const doubled = await examine(stage, story);
    await lake.remove(key);
    await lake.remove(`${t1}event_date=2020-01-01/part-0.parquet`);
    const robbed = await examine(stage, story);
    await lake.put(key, body, type);

    expect(doubled.twice).toBeGreaterThan(0);
    expect(doubled.problems).toContainEqual(expect.stringContaining("is there twice"));
    expect(robbed.lost).toBe(doubled.twice);
    expect(robbed.problems).toContainEqual(expect.stringContaining("are not there yet"));
  }, 60_000);

  it("would see raw and quarantine robbed, and an event that Personalize never had", async () => {
    const { lake, platform } = stage;
    const [raw] = await lake.list("raw/clicks/");
    const kept = await lake.list("quarantine/"); // all of it: what was sent again is kept twice
    for (const object of [raw, ...kept]) await lake.remove(object?.key ?? "");
    platform.state.database.exec(
      "delete from personalize_events where seq in (select min(seq) from personalize_events)",
    );

    const findings = await examine(stage, story);

    expect(findings.badMissing).toBeGreaterThan(0);
    expect(findings.ownerless).toBe(1);
    expect(findings.problems).toContainEqual(
      expect.stringMatching(/^t1: event \S+ (is there twice, or no raw line|stands for)/),
    );
  }, 60_000);
});
