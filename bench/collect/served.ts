/**
 * One of the servers that `handler.ts` and `ingest.ts` compare, in a process of its own so that its CPU is its own. `bare`: `node:http`
 * that parses the batch, writes each event and what the server knows of it as a line, hands the lines to the Firehose client as
 * one record and answers event by event; it validates nothing. `direct`: the same, but it compresses the lines itself, as if nothing
 * stood between it and the objects. `collect`: the built function behind the same `node:http`.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { constants, gzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { clickStream } from "@millrace/core/aws/firehose";

type Serve = (body: Buffer) => Promise<{ status: number; text: string }>;

const stream = clickStream("clicks");

const validatingNothing =
  (take: (lines: Buffer) => Promise<boolean>): Serve =>
  async (body) => {
    const { events } = JSON.parse(body.toString()) as { events: { event_id: string; event_ts: number }[] };
    const received_at = Date.now();
    const of = { received_at, clock_offset_ms: 0, request_id: "r-1", request_count: events.length, source: "web" };
    let lines = "";
    for (const [request_index, event] of events.entries()) {
      const known = {
        event_time: event.event_ts,
        event_date: "2026-11-21",
        time_flags: [],
        request_index,
        streamed: false,
      };
      lines += `${JSON.stringify({ ...event, ...known, ...of, is_bot: false, bot_reasons: [], ip_trunc: "203.0.113.0" })}\n`;
    }
    const isTaken = await take(Buffer.from(lines));
    const results = events.map(({ event_id }, index) => ({ index, event_id, status: "accepted" }));
    const answer = { accepted: events.length, rejected: 0, duplicates: 0, results };
    return { status: isTaken ? 200 : 503, text: JSON.stringify(answer) };
  };

const bare = validatingNothing(async (lines) => (await stream.put([lines], 3_000))[0] === true);
const direct = validatingNothing(async (lines) => gzipSync(lines, { level: constants.Z_BEST_SPEED }).length > 0);

const asGatewayEvent = (body: Buffer): APIGatewayProxyEventV2 =>
  ({
    rawPath: "/v1/events",
    rawQueryString: "",
    headers: { "content-type": "application/json" },
    body: body.toString(),
    isBase64Encoded: false,
    requestContext: { http: { method: "POST", sourceIp: "203.0.113.7", userAgent: "Mozilla/5.0 (Windows NT 10.0)" } },
  }) as unknown as APIGatewayProxyEventV2;

const context = { awsRequestId: "r-1", getRemainingTimeInMillis: () => 15_000 } as Context;

const collect = async (): Promise<Serve> => {
  const built = new URL("../../dist/functions/collect/collect.js", import.meta.url).href;
  const { handler } = (await import(built)) as {
    handler: (event: APIGatewayProxyEventV2, context: Context) => Promise<{ statusCode: number; body: string }>;
  };
  return async (body) => {
    const { statusCode, body: text } = await handler(asGatewayEvent(body), context);
    return { status: statusCode, text };
  };
};

const bodyOf = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const serve = process.argv[2] === "collect" ? await collect() : process.argv[2] === "direct" ? direct : bare;
const server = createServer((incoming, response) => {
  void (async () => {
    const { status, text } = await serve(await bodyOf(incoming));
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  })();
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
process.on("disconnect", () => process.exit());
