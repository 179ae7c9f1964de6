import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import type { StoredEvent } from "@millrace/core/domain/event";
import { aFirehose, type Firehose } from "../../local/services/firehose/stream.ts";
import type { CollectAnswer } from "../../../functions/collect/answer.ts";
import { linesOf } from "./given.ts";

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

let local: Firehose;
let handler: Handler;

beforeAll(async () => {
  local = await aFirehose();
  await local.create();
  const { endpoint, region } = local.cloud.config();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    POWERTOOLS_LOG_LEVEL: "SILENT",
    CLICK_STREAM: "clicks",
    LAKE_BUCKET: "lake",
    LEDGER_TABLE: "ledger",
    WRITE_KEYS: "mongstore-web:web",
    ALLOWED_ORIGINS: "https://shop.example",
  });
  ({ handler } = await import("../../../functions/collect/collect.ts"));
});
afterAll(() => local.close());

const context = { awsRequestId: "6f1c-request", getRemainingTimeInMillis: () => 15_000 } as Context;
const fixture = JSON.parse(readFileSync("events/collect.json", "utf8")) as APIGatewayProxyEventV2;
const answerOf = ({ body = "" }: APIGatewayProxyStructuredResultV2) => JSON.parse(body) as CollectAnswer;

describe("the deployed collect function", () => {
  it("takes a beacon from API Gateway into the lake, Personalize and the ledger being away", async () => {
    const result = await handler(fixture, context);

    expect(result.statusCode).toBe(200);
    expect(answerOf(result)).toMatchObject({ accepted: 3, rejected: 0, duplicates: 0 });
    await local.advance(61_000);
    const [text = ""] = Object.values(await local.delivered());
    expect(
      linesOf<StoredEvent>(Buffer.from(text)).map((line) => [
        line.event_name,
        line.request_id,
        line.source,
        line.streamed,
      ]),
    ).toEqual([
      ["page_view", "6f1c-request", "web", false],
      ["recommendation_click", "6f1c-request", "web", false],
      ["view_item", "6f1c-request", "web", false],
    ]);
  });

  it("keeps in the lake what it rejects", async () => {
    const body = { schema_version: 1, write_key: "mongstore-web", events: [{ event_id: "event-bad" }] };

    const result = await handler({ ...fixture, body: JSON.stringify(body) }, context);

    expect(answerOf(result)).toMatchObject({
      accepted: 0,
      rejected: 1,
      results: [{ code: "missing", path: "event_name" }],
    });
    const kept = local.objects().list("lake", "quarantine/reason=missing/");
    expect(kept.map(({ key }) => key.split("/").at(-1))).toEqual(["6f1c-request.ndjson.gz"]);
  });

  it("refuses an envelope with a code and the path", async () => {
    const result = await handler({ ...fixture, body: '{"schema_version":2}' }, context);

    expect(result.statusCode).toBe(400);
    expect(JSON.parse(result.body ?? "")).toEqual({
      error: { code: "unsupported_version", message: "schema_version must be 1.", path: "schema_version" },
    });
  });
});
