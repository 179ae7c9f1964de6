import type { ProcessorParameterName } from "@aws-sdk/client-firehose";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Failed } from "../../../../local/services/firehose/transform.ts";
import { aFirehose, type Firehose } from "./stream.ts";

const minute = 60_000;
const lambdaArn = "arn:aws:lambda:ap-northeast-2:000000000000:function:clean";
const prefixes = {
  Prefix: "raw/!{timestamp:yyyy}/",
  ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
};
const through = (more: Record<string, string> = {}) => ({
  ...prefixes,
  ProcessingConfiguration: {
    Enabled: true,
    Processors: [
      {
        Type: "Lambda" as const,
        Parameters: Object.entries({ LambdaArn: lambdaArn, ...more }).map(([name, ParameterValue]) => ({
          ParameterName: name as ProcessorParameterName,
          ParameterValue,
        })),
      },
    ],
  },
});

interface Asked {
  readonly invocationId: string;
  readonly deliveryStreamArn: string;
  readonly records: {
    readonly recordId: string;
    readonly approximateArrivalTimestamp: number;
    readonly data: string;
  }[];
}
type Answer = { result: string } | Failed;

let hose: Firehose;
let asked: Asked[] = [];
/** A stream whose records go through `work`, which is told the text of each. */
const aStream = async (work: (request: Asked) => object | Failed, more: Record<string, string> = {}): Promise<void> => {
  asked = [];
  hose = await aFirehose(undefined, async (_arn, _role, payload): Promise<Answer> => {
    const request = JSON.parse(payload) as Asked;
    asked.push(request);
    const answer = work(request);
    return "code" in answer ? answer : { result: JSON.stringify(answer) };
  });
  await hose.create(through(more));
};
afterEach(() => hose.close());

const textOf = (data: string): string => Buffer.from(data, "base64").toString();
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** The records that arrived, and the rows of the error object. */
const outcome = async () => {
  const objects = Object.entries(await hose.delivered());
  const under = (prefix: string) => objects.flatMap(([key, text]) => (key.startsWith(prefix) ? text : ""));
  return {
    keys: objects.map(([key]) => key.replace(/\d{4}-\d\d-.*/, "…")).sort(),
    records: under("raw/").join(""),
    rows: under("errors/processing-failed/")
      .join("")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
};

describe("a stream with a Lambda processor", () => {
  it("delivers what the function made of each record, drops what it dropped, and keeps what it failed for", async () => {
    await aStream(({ records }) => ({
      records: records.map(({ recordId, data }) => {
        const text = textOf(data);
        if (text.startsWith("drop")) return { recordId, result: "Dropped", data };
        if (text.startsWith("fail")) return { recordId, result: "ProcessingFailed", data };
        return { recordId, result: "Ok", data: base64(text.toUpperCase()) };
      }),
    }));
    await hose.put("나무 a\n", "drop\n", "fail\n", "b\n");
    await hose.advance(minute);
    const arrived = Date.UTC(2026, 10, 21, 9);
    expect(await outcome()).toEqual({
      keys: ["errors/processing-failed/clicks-1-…", "raw/2026/clicks-1-…"],
      records: "나무 A\nB\n",
      rows: [
        {
          attemptsMade: 1,
          arrivalTimestamp: arrived,
          errorCode: "Lambda.ProcessingFailedStatus",
          errorMessage: "ProcessingFailed status set for record",
          attemptEndingTimestamp: arrived + minute,
          rawData: base64("fail\n"),
          lambdaArn: `${lambdaArn}:$LATEST`,
        },
      ],
    });
    expect(asked).toMatchObject([
      {
        deliveryStreamArn: "arn:aws:firehose:ap-northeast-2:000000000000:deliverystream/clicks",
        region: "ap-northeast-2",
        records: Array.from({ length: 4 }, () => ({ approximateArrivalTimestamp: arrived })),
      },
    ]);
  });

  it("tries an invocation again that failed, as often as it was told, and then keeps the whole batch", async () => {
    const failure = { code: "Lambda.FunctionError", message: "it returned an error result" };
    await aStream(() => failure, { NumberOfRetries: "2" });
    await hose.put("a", "b");
    await hose.advance(minute);
    const { keys, rows } = await outcome();
    expect([asked.length, keys]).toEqual([3, ["errors/processing-failed/clicks-1-…"]]);
    expect(rows.map(({ attemptsMade, errorCode, rawData }) => [attemptsMade, errorCode, rawData])).toEqual([
      [3, failure.code, base64("a")],
      [3, failure.code, base64("b")],
    ]);
  });

  it.each([
    ["Lambda.JsonProcessingException", () => ({ ok: true })],
    ["Lambda.MissingRecordId", () => ({ records: [] })],
    [
      "Lambda.DuplicatedRecordId",
      ({ records: [first] }: Asked) => ({ records: [1, 2].map(() => ({ ...first, result: "Ok" })) }),
    ],
    [
      "Lambda.JsonProcessingException",
      ({ records }: Asked) => ({ records: records.map(({ recordId }) => ({ recordId, result: "Fine" })) }),
    ],
  ])("says %s of an answer that does not follow the model", async (errorCode, work) => {
    await aStream(work, { NumberOfRetries: "0" });
    await hose.put("a");
    await hose.advance(minute);
    expect((await outcome()).rows).toMatchObject([{ errorCode, attemptsMade: 1, rawData: base64("a") }]);
  });

  it("sends no more at once than it was told, and goes on after a restart with what was not delivered", async () => {
    await aStream(
      ({ records }) => ({ records: records.map(({ recordId, data }) => ({ recordId, result: "Ok", data })) }),
      { BufferSizeInMBs: "0.2" },
    );
    await hose.put(...Array.from({ length: 5 }, (_, index) => String(index).repeat(90_000)));
    await hose.restart();
    await hose.advance(minute);
    expect(asked.map(({ records }) => records.length)).toEqual([2, 2, 1]);
    expect((await outcome()).records.length).toBe(450_000);
    expect(new Set(asked.map(({ invocationId }) => invocationId)).size).toBe(3);
  });

  it("is refused without a function's ARN, and with parameters that are out of range", async () => {
    hose = await aFirehose();
    for (const [name, value] of [
      ["LambdaArn", "clean"],
      ["NumberOfRetries", "301"],
      ["BufferSizeInMBs", "4"],
    ] as const)
      await expect(hose.create(through({ [name]: value }))).rejects.toMatchObject({ name: "InvalidArgumentException" });
  });
});
