import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { erasePerson, type Dependencies, type EraseRequest } from "../../../functions/govern/erase-person.ts";
import { keepErased } from "../../../functions/govern/keep-erased.ts";
import { suppressionList, type SuppressionItem } from "../../../functions/govern/suppression.ts";
import { memoryBucket } from "../collect/memory-lake.ts";

const now = 1_795_251_600_000;
const call = { now, remainingMs: () => 600_000 };
const packed = (...lines: unknown[]) => gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

const aLine = (request_index: number, changes: Record<string, unknown> = {}) => ({
  event_id: `event-${request_index}`,
  event_time: now - 1000,
  received_at: now - 900,
  request_id: "r-1",
  request_index,
  request_count: 4,
  ...changes,
});

/** Ann has an account and a phone; Bob used that phone once, signed in. */
const aLake = () =>
  memoryBucket(
    new Map<string, Buffer>([
      [
        "raw/clicks/received=2026-11-21/hour=09/a.gz",
        packed(
          aLine(0, { user_id: "ann", anonymous_id: "phone" }),
          aLine(1, { anonymous_id: "phone" }),
          aLine(2, { user_id: "bob", anonymous_id: "phone" }),
        ),
      ],
      ["raw/spill/received=2026-11-21/hour=09/s.ndjson.gz", packed(aLine(0, { user_id: "ann", request_id: "r-2" }))],
      [
        "raw/errors/processing-failed/failed=2026-11-21/e",
        Buffer.from(`${JSON.stringify({ rawData: base64(aLine(0, { user_id: "ann", request_id: "r-3" })) })}\n`),
      ],
      ["raw/imports/ga4/date=2026-11-20/i.ndjson", Buffer.from('{"user":{"id":"ann"}}\n{"user":{"id":"bob"}}\n')],
      [
        "raw/snapshots/users/taken=2026-11-21/part-0.ndjson.gz",
        packed({ user_id: "ann", joined_at: 5 }, { user_id: "bob" }),
      ],
      [
        "raw/snapshots/orders/taken=2026-11-21/part-0.ndjson.gz",
        packed({ order_id: "o1", user_id: "ann", ordered_at: 9 }),
      ],
      [
        "quarantine/reason=missing/date=2026-11-21/r-1.ndjson.gz",
        packed({
          reason: "missing",
          request_id: "r-1",
          request_index: 3,
          request_count: 4,
          received_at: now - 900,
          ip_trunc: "203.0.113.0",
          original: base64({ user_id: "ann" }),
        }),
      ],
      ["t2/2026-11-20/interactions/part-0.csv", Buffer.from('USER_ID,ITEM_ID\nann,p1\n"ann",p2\nbob,p1\n')],
      [
        "t2/2026-11-20/judged/personal/users.json.out",
        Buffer.from('{"input":{"userId":"ann"},"output":{"recommendedItems":["p1"]}}\n{"input":{"userId":"bob"}}\n'),
      ],
      ["lists/home/2026-11-20/7.json", Buffer.from('{"ann":["p1"],"bob":["p2"]}')],
      ["lists/home.json", Buffer.from('{"run":"2026-11-20","model":"m","madeAt":1,"users":2}')],
      ["t2/2026-11-20/manifest.json", Buffer.from('{"interactions":3}')],
      ["unsettled/date=2026-11-21/r-9.json", Buffer.from('[{"userId":"ann"}]')],
    ]),
  );

const aLedger = () => {
  const items = new Map<string, SuppressionItem>();
  return {
    items,
    get: async ({ kind, id }: Record<string, string>) => items.get(`${kind}/${id}`),
    put: async (item: SuppressionItem, { onlyIf }: { onlyIf?: unknown } = {}) => {
      const key = `${item.kind}/${item.id}`;
      if (onlyIf && items.has(key)) return false;
      items.set(key, item);
      return true;
    },
    query: async (_: string, kind: string) => [...items.values()].filter((item) => item.kind === kind),
  };
};

const given = (changes: Partial<Dependencies> = {}) => {
  const [lake, ledger] = [aLake(), aLedger()];
  const cached = new Set(['["home","ann",null,12]', '["home","bob",null,12]', '["home",null,null,12]']);
  const cache = {
    async *scan() {
      yield* Array.from(cached, (key) => ({ key }));
    },
    delete: async ({ key }: { key: string }) => cached.delete(key),
  };
  const people = suppressionList(ledger);
  const deletion = {
    start: async () => ({ status: "refused" as const, message: "no such operation" }),
    look: async () => ({ status: "none" as const }),
  };
  const dependencies = { bucket: "lake", lake, people, cache, deletion, ...changes };
  return {
    lake,
    ledger,
    cached,
    erase: erasePerson(dependencies),
    forget: keepErased({ ...dependencies, deletion }),
  };
};

/** Keys of the objects in which these bytes are, unpacked and undone as far as we pack and wrap. */
const found = ({ objects }: ReturnType<typeof memoryBucket>, bytes: string): string[] =>
  [...objects].flatMap(([key, body]) => {
    const plain = (body[0] === 0x1f ? gunzipSync(body) : body).toString("utf8");
    const wrapped = [...plain.matchAll(/"(?:original|rawData)":"([^"]*)"/g)].map(([, text = ""]) =>
      Buffer.from(text, "base64").toString(),
    );
    return [plain, ...wrapped, key].some((text) => text.includes(bytes)) ? [key] : [];
  });

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
        personalize: { status: "refused", message: "no such operation" },
      },
    });
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

  it("removes the list of users again when Personalize would not have it, and leaves it until it was read otherwise", async () => {
    const started = given({
      deletion: { start: async (job) => ({ status: "started", job }), look: async () => ({ status: "none" }) },
    });

    await started.erase({ user: "ann" }, call);

    expect(found(started.lake, "ann")).toEqual([
      expect.stringMatching(/^t2\/erasures\/erase-[0-9a-f]{32}-[0-9a-z]+\.csv$/),
    ]);
  });

  it("looks after Personalize's job by name: when it is done, its list goes and the receipt says so", async () => {
    const asked: string[] = [];
    const { lake, erase } = given({
      deletion: {
        start: async (job) => ({ status: "started", job }),
        look: async (job) => ({ status: asked.push(job) === 1 ? "running" : "done", job }),
      },
    });
    const answer = await erase({ user: "ann" }, call);
    const look = { user: "ann", erasedAt: now, step: "deletion" } as const;

    expect(await erase(look, call)).toEqual({ deletion: { status: "running", job: asked[0] } });
    expect(found(lake, "ann")).toHaveLength(1);
    expect(await erase(look, call)).toEqual({ deletion: { status: "done", job: asked[0] } });

    expect(found(lake, "ann")).toEqual([]);
    expect(answer).toMatchObject({ receipt: { personalize: { status: "started", job: asked[0] } } });
    const [receipt] = [...lake.objects].filter(([key]) => key.startsWith("erasures/")).map(([, body]) => String(body));
    expect(JSON.parse(receipt ?? "")).toMatchObject({ erasedAt: now, personalize: { status: "done", job: asked[0] } });
  });
});

describe("forget", () => {
  it("cleans all of raw when it is put back, object by object as it arrives", async () => {
    const { lake, erase, forget } = given();
    const before = new Map(lake.objects);
    await erase({ user: "ann" }, call);
    const after = [...lake.objects.keys()].sort();

    for (const [key, body] of before) {
      lake.objects.set(key, body);
      const notice = { source: "aws.s3", detail: { bucket: { name: "lake" }, object: { key } } };
      await forget(notice, call);
    }

    expect(found(lake, "ann")).toEqual([]);
    expect([...lake.objects.keys()].sort()).toEqual(after);
  });

  it("finds what no notification told, once a day", async () => {
    const { lake, erase, forget } = given();
    await erase({ user: "ann" }, call);
    lake.objects.set("raw/clicks/received=2026-11-22/hour=00/late.gz", packed(aLine(0, { user_id: "ann" })));

    expect(await forget({ source: "aws.events" }, call)).toMatchObject({ forgotten: { "raw/clicks/": 1 } });
    expect(found(lake, "ann")).toEqual([]);
  });

  it("reads nothing of the lake while nobody was erased", async () => {
    const { forget } = given({
      lake: {
        ...memoryBucket(),
        list: () => {
          throw new Error("it was read");
        },
      },
    });

    expect(await forget({ source: "aws.events" }, call)).toEqual({ objects: 0, forgotten: {} });
  });

  it("leaves alone who comes back later", async () => {
    const { lake, erase, forget } = given();
    await erase({ user: "ann" }, call);
    const key = "raw/clicks/received=2026-12-01/hour=00/new.gz";
    lake.objects.set(key, packed(aLine(0, { user_id: "ann", event_time: now + 9e8, received_at: now + 9e8 })));

    await forget({ source: "aws.events" }, call);

    expect(found(lake, "ann")).toEqual([key]);
  });
});
