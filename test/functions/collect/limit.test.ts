import { describe, expect, it } from "@jest/globals";
import { visitorLimit } from "../../../functions/collect/limit.ts";
import { anEnvelope, anEvent, aRequest, given, now } from "./given.ts";

describe("the limit of an address", () => {
  it("answers 429 and when to come again, and only to whom it concerns", async () => {
    const collect = given({ limit: visitorLimit(60) });
    const batch = (sourceIp: string, size: number, receivedAt = now) =>
      collect.send(aRequest(anEnvelope(Array.from({ length: size }, () => anEvent())), { sourceIp, receivedAt }));

    expect(await batch("203.0.113.1", 90)).toMatchObject({ status: 200 });
    await expect(batch("203.0.113.1", 1)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 31 });
    expect(await batch("203.0.113.2", 1)).toMatchObject({ status: 200 });
    await expect(batch("203.0.113.1", 1, now + 30_000)).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(await batch("203.0.113.1", 1, now + 31_000)).toMatchObject({ status: 200 });
  });

  it("holds back no importer", async () => {
    const collect = given({ limit: visitorLimit(1) });
    for (const _ of [1, 2, 3])
      expect(await collect.send(aRequest(anEnvelope([anEvent()], { write_key: "server-key-1" })))).toMatchObject({
        status: 200,
      });
  });

  it("is none when none is configured", () => {
    const limit = visitorLimit(undefined);
    for (let sent = 0; sent < 1000; sent += 1) limit("203.0.113.1", 500, now);
  });
});
