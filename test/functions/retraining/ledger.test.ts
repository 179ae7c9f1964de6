import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Live } from "@millrace/core/domain/run";
import dynalite from "dynalite";
import { beat, newRun } from "../../../functions/retraining/changes.ts";
import { ledger, type Ledger, type LedgerItem } from "../../../functions/retraining/ledger.ts";
import { memoryLedger } from "./memory-ledger.ts";

const now = Date.UTC(2026, 10, 21, 18, 0, 0);
const tableName = "millrace-dev-ledger";

/** The same promises of both: the one the tests run on, and the one in DynamoDB. */
const contract = (make: () => Ledger) => {
  it("keeps a run as it was given", async () => {
    const books = make();
    const run = newRun("2026-01-01", "kim", now, { trigger: "e-1" });
    expect(await books.create(run)).toBe(true);
    expect(await books.run("2026-01-01")).toEqual(run);
    expect(await books.run("2026-01-02")).toBeUndefined();
  });

  it("creates a run once", async () => {
    const books = make();
    expect(await books.create(newRun("2026-02-01", "kim", now))).toBe(true);
    expect(await books.create(newRun("2026-02-01", "lee", now))).toBe(false);
    expect(await books.run("2026-02-01")).toMatchObject({ openedBy: "kim" });
  });

  it("saves over the version that was read, and over no other", async () => {
    const books = make();
    const read = newRun("2026-03-01", "kim", now);
    await books.create(read);

    const saved = await books.save(beat(read, "export-datasets", "first", now));
    const outrun = await books.save(beat(read, "export-datasets", "second", now));

    expect(saved).toMatchObject({ version: 1 });
    expect(outrun).toBeUndefined();
    expect(await books.run("2026-03-01")).toEqual(saved);
    expect(await books.save(newRun("2026-03-02", "kim", now))).toBeUndefined();
  });

  it("lets one of many ticks write", async () => {
    const books = make();
    const read = newRun("2026-04-01", "kim", now);
    await books.create(read);
    const ticks = Array.from({ length: 8 }, (_, index) => books.save(beat(read, "announce", `tick ${index}`, now)));
    expect((await Promise.all(ticks)).filter((saved) => saved !== undefined)).toHaveLength(1);
  });

  it("gives the lock to one run, and back only by that run", async () => {
    const books = make();
    expect(await books.lockedBy()).toBeUndefined();
    const taken = await Promise.all(["a", "b", "c", "d"].map((run) => books.lock(run)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const holder = String(await books.lockedBy());

    await books.unlock("somebody else");
    expect(await books.lockedBy()).toBe(holder);
    await books.unlock(holder);
    await books.unlock(holder);
    expect(await books.lockedBy()).toBeUndefined();
  });

  it("remembers what is live, and lets nothing older replace it", async () => {
    const books = make();
    const live = (since: number): Live => ({
      kind: "live",
      id: "personal",
      campaignArn: "arn:campaign",
      solutionVersionArn: `arn:version-${since}`,
      recipe: "aws-user-personalization-v2",
      run: "2026-11-21",
      since,
    });
    expect(await books.live("personal")).toBeUndefined();
    await books.setLive(live(2));
    await books.setLive(live(1));
    expect(await books.live("personal")).toEqual(live(2));
    await books.setLive(live(3));
    expect(await books.live("personal")).toEqual(live(3));
  });

  it("remembers the tracking id", async () => {
    const books = make();
    expect(await books.tracker()).toBeUndefined();
    await books.setTracker("track-1");
    await books.setTracker("track-2");
    expect(await books.tracker()).toEqual({ kind: "tracker", id: "main", trackingId: "track-2" });
  });
};

describe("the ledger in memory", () => {
  const books = memoryLedger();
  contract(() => books);
});

describe("the ledger in DynamoDB", () => {
  let server: Server;
  let books: Ledger;

  beforeAll(async () => {
    server = dynalite({ createTableMs: 0 });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "ap-northeast-2",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    });
    const keys = ["kind", "id"] as const;
    await new DynamoDBClient({}).send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? "HASH" : "RANGE" })),
      }),
    );
    const { table } = await import("@millrace/core/aws/table"); // it makes its client when it loads
    books = ledger(table<LedgerItem>(tableName));
  });

  afterAll(() => new Promise((closed) => server.close(closed)));

  contract(() => books);
});
