import { gunzipSync, gzipSync } from "node:zlib";
import { forgetErased } from "../../../functions/retraining/preflight/forget-erased.ts";
import { erasePerson, type Dependencies } from "../../../functions/govern/erase-person.ts";
import { keepErased } from "../../../functions/govern/keep-erased.ts";
import { suppressionList, type SuppressionItem } from "@millrace/core/aws/suppression";
import { memoryBucket } from "../collect/memory-lake.ts";

export const now = 1_795_251_600_000;
export const call = { now, remainingMs: () => 600_000 };
export const packed = (...lines: unknown[]) => gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

export const aLine = (request_index: number, changes: Record<string, unknown> = {}) => ({
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
      [
        "t2/2026-11-20/interactions/part-0.csv",
        Buffer.from('USER_ID,ITEM_ID,TIMESTAMP\nann,p1,1\n"ann",p2,2\nbob,p1,3\n'),
      ],
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

export const given = (changes: Partial<Dependencies> = {}) => {
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
    start: async () => ({ status: "none" as const }),
    look: async () => ({ status: "none" as const }),
  };
  const dependencies = { bucket: "lake", lake, people, cache, deletion, ...changes };
  return {
    lake,
    ledger,
    cached,
    erase: erasePerson(dependencies),
    forgetErased: forgetErased(lake, people),
    forget: keepErased(dependencies),
  };
};

/** Keys of the objects in which these bytes are, unpacked and undone as far as we pack and wrap. */
export const found = ({ objects }: ReturnType<typeof memoryBucket>, bytes: string): string[] =>
  [...objects].flatMap(([key, body]) => {
    const plain = (body[0] === 0x1f ? gunzipSync(body) : body).toString("utf8");
    const wrapped = [...plain.matchAll(/"(?:original|rawData)":"([^"]*)"/g)].map(([, text = ""]) =>
      Buffer.from(text, "base64").toString(),
    );
    return [plain, ...wrapped, key].some((text) => text.includes(bytes)) ? [key] : [];
  });
