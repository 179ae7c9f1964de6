import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { generate } from "../../../../bench/recommend/generate.ts";
import { createFaults } from "../../../../local/faults/faults.ts";
import { saveInteractions } from "../../../../local/recommender/interactions-file.ts";
import type { TrainTask } from "../../../../local/services/personalize/tasks/tasks.ts";
import { WorkFailed, Workshop } from "../../../../local/services/personalize/tasks/workshop.ts";

describe("a training in its worker", () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-training-"));
  const inside = (name: string) => join(directory, name);
  const workshop = new Workshop(createFaults());

  beforeAll(() => {
    const sizes = { small: 3000, large: 150_000 };
    for (const [name, events] of Object.entries(sizes)) {
      const made = generate({ events, users: events / 10, items: 500, seed: 3 });
      writeFileSync(inside(name), saveInteractions(made));
    }
    const state = new DatabaseSync(inside("state"));
    state.exec(`
      create table personalize_events (seq integer primary key, dataset_group text, user_id text, session_id text,
        item_id text, event_type text, event_value real, seconds real);
      create table personalize_rows (dataset text, id text, row_values text, received_at real)`);
    state.close();
  });
  afterAll(async () => {
    await workshop.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const task = (part: "small" | "large", more: Partial<TrainTask> = {}): TrainTask => ({
    kind: "train",
    recipe: "personal",
    groupArn: "shop",
    parts: [inside(part)],
    database: inside("state"),
    streamedThrough: 0,
    items: { parts: [], arn: "items", idColumn: "ITEM_ID" },
    rules: [],
    options: {},
    memory: 4 * 2 ** 30,
    output: inside("model"),
    ...more,
  });

  /** The first thing a training says it is doing. */
  const begun = async (): Promise<string> => {
    for (;;) {
      if (workshop.progress) return workshop.progress.doing;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  it("says what it is at, and ends in the middle when it is stopped, making room for the next", async () => {
    const controller = new AbortController();
    let isDone = false;
    void workshop.run(() => task("large"), controller.signal).then(() => (isDone = true));
    expect(await begun()).toBe("choosing settings");
    const stoppedAt = performance.now();
    controller.abort();
    const { metrics } = await workshop.run(() => task("small", { recipe: "popular" }));
    expect(isDone).toBe(false);
    expect(metrics.coverage).toBeGreaterThan(0);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  }, 30_000);

  it("writes the same bytes whenever it is done, in whatever thread", async () => {
    await workshop.run(() => task("small", { output: inside("first") }));
    await workshop.run(() => task("small", { output: inside("second") }));
    expect(readFileSync(inside("first")).equals(readFileSync(inside("second")))).toBe(true);
    expect(workshop.progress).toEqual({ doing: "counting", share: 1 });
  }, 60_000);

  it("is refused from the sizes alone, before anything is read, when it would not fit, with what to choose instead", async () => {
    const refused = workshop.run(() => task("large", { memory: 1e8, database: inside("nowhere") }));
    await expect(refused).rejects.toBeInstanceOf(WorkFailed);
    await expect(refused).rejects.toThrow(
      /150000 interactions of 15000 users .* may take 0\.1: .*aws-popularity-count/,
    );
  });
});
