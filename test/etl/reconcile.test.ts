import { describe, expect, it } from "@jest/globals";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import { identityText, tableText } from "../../etl/reconcile/table-text.ts";
import { aLakeWith, aLine, clicksKey, runLake } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

const aRequest = (request_id: string, count: number) =>
  Array.from({ length: count }, (_, request_index) =>
    aLine({ request_id, request_index, request_count: count, event_id: `${request_id}-event-${request_index}` }),
  );

const refuse = (lake: MemoryLake, request_id: string, index: number, count: number) =>
  lake.lines(`quarantine/reason=missing/date=2026-11-20/${request_id}.ndjson.gz`, [
    { reason: "missing", received_at: Date.UTC(2026, 10, 20), request_id, request_index: index, request_count: count },
  ]);

describe("reconcile", () => {
  it("accounts for every request and event, copies and refusals included", async () => {
    const [first, second] = aRequest("r1", 3);
    const again = { ...first, request_id: "r2", request_count: 1, received_at: Date.UTC(2026, 10, 21) };
    const lake = aLakeWith([first, second, second, again, "{bad"]);
    refuse(lake, "r1", 2, 3);
    await runLake(lake);

    const { days, total, problems } = await reconcile(lake);

    expect(problems).toEqual([]);
    expect([...days.keys()]).toEqual(["2026-11-20", "2026-11-21"]);
    expect(total).toEqual({
      requests: 2,
      received: 4,
      accepted: 3,
      rejected: 1,
      unfinished: 0,
      redelivered: 1,
      unreadable: 1,
      unique: 2,
      duplicates: 1,
    });
  });

  it.each<[string, (lake: MemoryLake) => void | Promise<void>, RegExp]>([
    [
      "a stored event is lost",
      (lake) => lake.lines(clicksKey, aRequest("r1", 3).slice(0, 2)),
      /^raw\/clicks\/received=2026-11-20\/hour=12\/clicks-1.gz: event 2 of request r1 is missing \(2026-11-20: 3 received, 2 accepted, 0 rejected, 1 neither\)$/,
    ],
    [
      "one line of many objects is missing",
      async (lake) => {
        for (const n of [1, 2, 3]) lake.lines(clicksKey.replace("clicks-1", `more-${n}`), aRequest(`more-${n}`, 4));
        await runLake(lake);
        lake.lines(
          clicksKey.replace("clicks-1", "more-2"),
          aRequest("more-2", 4).filter((line) => line["request_index"] !== 1),
        );
      },
      /^raw\/clicks\/received=2026-11-20\/hour=12\/more-2.gz: event 1 of request more-2 is missing/,
    ],
    [
      "a whole object is gone",
      (lake) => lake.remove(clicksKey),
      /^raw\/clicks\/received=2026-11-20\/hour=12\/clicks-1.gz: is gone, and T1 was made of it/,
    ],
    [
      "an event is both stored and refused",
      (lake) => refuse(lake, "r1", 0, 3),
      /event 0 of request r1 is both stored and refused/,
    ],
    [
      "T1 lost a partition",
      (lake) => lake.remove("t1/events/event_date=2026-11-20/part-0.parquet"),
      /t1: 3 events are not there yet, r1-event-0 the first/,
    ],
    [
      "T1 has an event twice",
      async (lake) => {
        const body = lake.objects.get("t1/events/event_date=2026-11-20/part-0.parquet") ?? Buffer.alloc(0);
        await lake.put("t1/events/event_date=2026-11-21/part-0.parquet", body, "");
      },
      /t1: event r1-event-\d is there twice, or no raw line has it/,
    ],
    [
      "an event came again and T1 has not seen it",
      (lake) => lake.lines("raw/clicks/received=2026-11-21/hour=00/b.gz", [aLine({ event_id: "r1-event-0" })]),
      /t1: event r1-event-0 stands for 1 copies, and raw has 2/,
    ],
    [
      "a line cannot be read and nobody kept it",
      (lake) => lake.lines("raw/clicks/received=2026-11-20/hour=13/bad.gz", ["{bad"]),
      /1 raw lines are unreadable \(raw\/clicks\/received=2026-11-20\/hour=13\/bad.gz:1\), 0 of them in quarantine/,
    ],
    [
      "Firehose could not deliver",
      (lake) => lake.lines("raw/errors/processing-failed/x.gz", ["{}"]),
      /raw\/errors\/processing-failed\/x.gz: Firehose could not deliver/,
    ],
  ])("says what is wrong when %s", async (_, harm, said) => {
    const lake = aLakeWith(aRequest("r1", 3));
    await runLake(lake);
    await harm(lake);

    const { problems } = await reconcile(lake);

    expect(problems).toContainEqual(expect.stringMatching(said));
  });

  it("names requests that were cut off apart, and lets them be when it is told to", async () => {
    const lake = aLakeWith(aRequest("r1", 3).slice(0, 2));
    await runLake(lake);

    const strict = await reconcile(lake);
    const lenient = await reconcile(lake, { allowUnfinished: true });

    expect(strict.unfinished).toEqual([
      `${clicksKey}: event 2 of request r1 is missing (2026-11-20: 3 received, 2 accepted, 0 rejected, 1 neither)`,
    ]);
    expect(strict.problems).toEqual(strict.unfinished);
    expect(lenient).toEqual({ ...strict, problems: [] });
    expect(identityText(lenient)).toContain("received 3 = accepted 2 + rejected 0 + unfinished 1\n");
  });

  it("prints a line per day, a total and both identities", async () => {
    const lake = aLakeWith(aRequest("r1", 3));
    await runLake(lake);

    const result = await reconcile(lake);

    expect(tableText(result).split("\n")).toEqual([
      "day         requests  received  accepted  rejected  unfinished  redelivered  unreadable  unique  duplicates",
      "2026-11-20         1         3         3         0           0            0           0       3           0",
      "total              1         3         3         0           0            0           0       3           0",
      "",
      "source  requests  received  accepted  rejected  unfinished  redelivered  unreadable  unique  duplicates",
      "web            1         3         3         0           0            0           0       3           0",
    ]);
    expect(identityText(result)).toContain(
      "received 3 = accepted 3 + rejected 0\naccepted 3 = unique 3 + duplicates 0",
    );
  });
});
