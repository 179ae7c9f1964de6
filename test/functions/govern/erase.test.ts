import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { EraseRequest } from "../../../functions/govern/erase-person.ts";
import { call, found, given, now } from "./given.ts";

describe("erase", () => {
  it("removes every byte of a person from the lake and the cache, and leaves the others", async () => {
    const { lake, ledger, cached, erase } = given();
    expect(found(lake, "ann")).toHaveLength(11);

    const answer = await erase({ user: "ann" }, call);

    expect(found(lake, "ann")).toEqual([]);
    expect(JSON.stringify([...ledger.items.values()])).not.toContain("ann");
    expect(found(lake, "bob")).toHaveLength(6);
    expect([...cached]).toEqual(['["home","bob",null,12]', '["home",null,null,12]']);
    expect(answer).toEqual({
      receipt: {
        person: expect.stringMatching(/^[0-9a-f]{64}$/),
        erasedAt: now,
        finishedAt: now,
        forgotten: {
          "lists/": 1,
          "quarantine/": 1,
          "raw/clicks/": 2,
          "raw/errors/": 1,
          "raw/imports/": 1,
          "raw/snapshots/": 2,
          "raw/spill/": 1,
          "t2/": 3,
          "unsettled/": 1,
        },
        cached: 1,
        personalize: { status: "none" },
      },
    });
  });

  it("leaves an object of clicks empty rather than none, for its new version wakes the lake job", async () => {
    const { lake, erase } = given();

    await erase({ user: "ann" }, call);

    expect(gunzipSync(lake.objects.get("raw/spill/received=2026-11-21/hour=09/s.ndjson.gz") ?? "").toString()).toBe("");
    expect(lake.objects.has("raw/snapshots/orders/taken=2026-11-21/part-0.ndjson.gz")).toBe(false);
  });

  it("keeps each request adding up: a tombstone stands where an event was", async () => {
    const { lake, erase } = given();

    await erase({ user: "ann" }, call);

    const tombstones = [...lake.objects]
      .filter(([key]) => key.startsWith("quarantine/reason=erased/date=2026-11-21/erased-"))
      .flatMap(([, body]) => gunzipSync(body).toString().trimEnd().split("\n"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(
      tombstones.map(({ request_id, request_index }) => `${String(request_id)}/${String(request_index)}`).sort(),
    ).toEqual(["r-1/0", "r-1/1", "r-2/0", "r-3/0"]);
    const kept = gunzipSync(
      lake.objects.get("quarantine/reason=missing/date=2026-11-21/r-1.ndjson.gz") ?? "",
    ).toString();
    expect(JSON.parse(kept)).toMatchObject({ request_index: 3, original: "" });
  });

  it("changes nothing when it runs again, and finishes what a killed one began", async () => {
    const { lake, erase } = given();
    await erase({ user: "ann" }, call);
    const once = new Map([...lake.objects].map(([key, body]) => [key, body.toString("hex")]));
    for (let writes = 0; writes < 14; writes += 1) {
      const again = given();
      let left = writes;
      const put = again.lake.put.bind(again.lake);
      again.lake.put = async (key: string, body: Buffer | string) => {
        if (left === 0) throw new Error("killed");
        left -= 1;
        await put(key, body);
      };
      await again.erase({ user: "ann" }, call).catch(() => undefined);
      again.lake.put = put;

      await again.erase({ user: "ann" }, call);

      expect(found(again.lake, "ann")).toEqual([]);
      const keysOf = (objects: Iterable<string>) => [...objects].filter((key) => !key.startsWith("erasures/")).sort();
      expect(keysOf(again.lake.objects.keys())).toEqual(keysOf(once.keys()));
    }
  });

  it("goes on where time ran out", async () => {
    const { lake, erase } = given();
    let request: EraseRequest = { user: "ann" };
    for (let calls = 0; ; calls += 1) {
      let looks = 0;
      const answer = await erase(request, { now, remainingMs: () => (looks++ < 3 ? 600_000 : 1_000) });
      if ("receipt" in answer) {
        expect(calls).toBeGreaterThan(2);
        expect(answer.receipt.forgotten["raw/clicks/"]).toBe(2);
        break;
      }
      if (!("next" in answer)) throw new Error(`waits where nothing is to be waited for: ${JSON.stringify(answer)}`);
      request = answer.next;
    }
    expect(found(lake, "ann")).toEqual([]);
  });
});
