import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStage } from "../../scripts/chaos-ingest/stage.ts";
import { playStory } from "../../scripts/chaos-ingest/story.ts";

const seed = Number(process.env["MILLRACE_SEED"] ?? Date.now() % 1_000_000);
/** `npm run chaos:ingest` plays the same with 200,000. */
const events = Number(process.env["MILLRACE_EVENTS"] ?? 2_000);

describe(`a tenth of everything failing (MILLRACE_SEED=${seed})`, () => {
  let directory: string;
  let stage: Awaited<ReturnType<typeof openStage>>;
  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "millrace-story-")));
    stage = await openStage(directory, seed);
  }, 60_000);
  afterAll(async () => {
    await stage.close();
    rmSync(directory, { recursive: true, force: true });
  }, 30_000);

  it("loses no acknowledged event, doubles none, and leaves only what is truly bad in quarantine", async () => {
    const books = await playStory(stage, { events, seed });

    expect(books.struck).toBeGreaterThan(events / 50);
    expect(books).toMatchObject({
      sent: events,
      untold: 0,
      lost: 0,
      twice: 0,
      invented: 0,
      wronglyKept: 0,
      badMissing: 0,
      replayedAgain: 0,
      problems: [],
    });
  }, 360_000);
});
