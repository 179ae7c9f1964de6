import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Intent, StoredObject } from "../../../../local/services/s3/object-table.ts";
import { aLake, type Lake } from "./lake.ts";

const etag = "3e44107170a520582ade522fa73c1d15"; // of "xy"

describe("objects across restarts", () => {
  let lake: Lake;
  beforeEach(async () => {
    lake = await aLake();
    await lake.client().send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: "lake",
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
  });
  afterEach(() => lake.close());

  const at = (...path: string[]): string => join(lake.cloud.directory, "s3", ...path);
  const intend = (intent: Intent): void =>
    void lake.cloud
      .platform()
      .state.database.prepare("insert into s3_intents (intent) values (?)")
      .run(JSON.stringify(intent));
  const half = (staged: string): Intent => {
    const object: StoredObject = { bucket: "lake", key: "a", path: "a", size: 2, etag, modified: 1, facts: {} };
    return { kind: "put", staged, object, reason: "PutObject" };
  };

  it("are all there after one", async () => {
    await lake.put("a/b", "kept");
    await lake.restart();

    expect(await lake.text("a/b")).toBe("kept");
  });

  it("drop a write that was killed before its file was in place", async () => {
    await lake.put("a", "old");
    writeFileSync(at(".incoming", "torn"), "xy");
    intend(half(at(".incoming", "torn")));
    await lake.restart();

    expect(await lake.text("a")).toBe("old");
    expect(readdirSync(at(".incoming"))).toEqual([]);
  });

  it("finish a write that was killed after, and announce it", async () => {
    await lake.put("a", "old");
    lake.cloud.published.length = 0;
    writeFileSync(at("lake", "a"), "xy");
    intend(half(at(".incoming", "gone")));
    await lake.restart();

    expect(await lake.text("a")).toBe("xy");
    expect(lake.objects().head("lake", "a")).toMatchObject({ etag, size: 2 });
    expect(lake.cloud.published).toMatchObject([{ detail: { object: { key: "a", etag } } }]);
  });

  it("finish a deletion that was killed halfway", async () => {
    mkdirSync(at("lake", "x"), { recursive: true });
    writeFileSync(at("lake", "x", "a"), "gone");
    intend({ kind: "delete", bucket: "lake", path: "x/a" });
    await lake.restart();

    expect(readdirSync(at("lake"))).toEqual([]);
  });
});
