import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Envelope, WireEvent } from "@millrace/core/domain/event";
import { send, SendRefused } from "../../../scripts/import/send.ts";

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A collector that answers as told: a status for each request, in turn; 200 when the list has ended. */
const collector = async (statuses: number[]) => {
  const batches: Envelope[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const status = statuses.shift() ?? 200;
      response.writeHead(status, { "content-type": "application/json" });
      if (status !== 200) return response.end("{}");
      const envelope = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as Envelope;
      batches.push(envelope);
      const results = envelope.events.map(({ event_id }, index) =>
        event_id === "bad-00001"
          ? { index, status: "rejected", code: "missing", path: "item_id" }
          : { index, status: "accepted" },
      );
      const rejected = results.filter((result) => result.status === "rejected").length;
      return response.end(JSON.stringify({ accepted: results.length - rejected, rejected, duplicates: 0, results }));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { site: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, batches };
};

const events = (count: number): WireEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    event_id: `event-${index}`,
    event_name: "view_item",
    event_ts: 1,
    session_id: "s",
    anonymous_id: "a",
    item_id: "i",
    consent: {},
  }));

describe("sending", () => {
  it("packs 500 events a request and counts the answers", async () => {
    const { site, batches } = await collector([]);
    const tally = await send(events(1_201), { site, writeKey: "k" });
    expect(tally).toEqual({ sent: 1_201, accepted: 1_201, rejected: 0, duplicates: 0 });
    expect(batches.map((batch) => batch.events.length).sort((left, right) => left - right)).toEqual([201, 500, 500]);
  });

  it("sends again what was refused for now, the same events with the same ids", async () => {
    const { site, batches } = await collector([503, 429, 500]);
    const tally = await send(events(10), { site, writeKey: "k" });
    expect(tally.accepted).toBe(10);
    expect(batches).toHaveLength(1);
  });

  it("does not insist when it is told that it never will be taken", async () => {
    const { site } = await collector([401, 401, 401]);
    await expect(send(events(10), { site, writeKey: "k" })).rejects.toThrow(SendRefused);
  });

  it("names the events that were rejected", async () => {
    const { site } = await collector([]);
    const refused: string[] = [];
    const batch = [...events(3), { ...events(1)[0], event_id: "bad-00001" } as WireEvent];
    const tally = await send(
      batch,
      { site, writeKey: "k" },
      {
        onRefused: ({ event, code, path }) => refused.push(`${event.event_id} ${code} ${path}`),
      },
    );
    expect(tally).toMatchObject({ accepted: 3, rejected: 1 });
    expect(refused).toEqual(["bad-00001 missing item_id"]);
  });

  it("keeps a request below what the collector takes, and halves one that is too large all the same", async () => {
    const { site, batches } = await collector([413, 413]);
    const large = events(300).map((event) => ({ ...event, props: { text: "x".repeat(10_000) } }));
    const tally = await send(large, { site, writeKey: "k" });

    expect(tally).toMatchObject({ sent: 300, accepted: 300, rejected: 0 });
    expect(Math.max(...batches.map((batch) => JSON.stringify(batch).length))).toBeLessThan(2 * 1024 * 1024);
    expect(new Set(batches.flatMap((batch) => batch.events.map(({ event_id }) => event_id))).size).toBe(300);
  });

  it("gives up one event that is too large by itself, and says which", async () => {
    const { site } = await collector([413]);
    const refused: string[] = [];
    const tally = await send(events(1), { site, writeKey: "k" }, { onRefused: ({ code }) => refused.push(code) });

    expect([tally.sent, tally.accepted, tally.rejected, refused]).toEqual([1, 0, 1, ["too_large"]]);
  });
});
