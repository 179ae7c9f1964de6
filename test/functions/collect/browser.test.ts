import { describe, expect, it } from "@jest/globals";
import { anEnvelope, anEvent, aRequest, given, safari } from "./given.ts";

const googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const saying = (user_agent: string) => anEvent({ context: { locale: "ko-KR", user_agent } });

describe("an event that says which browser it came from", () => {
  it("is labelled by it when an importer sends it, each event by its own, and the user agent is not stored", async () => {
    const collect = given();
    const events = [saying(googlebot), saying(safari), saying(""), anEvent()];

    await collect.send(aRequest(anEnvelope(events, { write_key: "server-key-1" }), { userAgent: "node" }));

    expect(collect.lines().map(({ is_bot, bot_reasons, context }) => ({ is_bot, bot_reasons, context }))).toEqual([
      { is_bot: true, bot_reasons: ["declared_bot"], context: { locale: "ko-KR" } },
      { is_bot: false, bot_reasons: [], context: { locale: "ko-KR", device: "mobile" } },
      { is_bot: true, bot_reasons: ["no_user_agent"], context: { locale: "ko-KR" } },
      { is_bot: false, bot_reasons: [], context: undefined },
    ]);
    expect(JSON.stringify(collect.lines())).not.toContain("Googlebot");
  });

  it("is not believed when a browser sends it: its request says what it is", async () => {
    const collect = given();

    await collect.send(aRequest(anEnvelope([saying(safari)]), { userAgent: googlebot }));
    await collect.send(aRequest(anEnvelope([saying(googlebot)]), { userAgent: safari }));

    expect(collect.lines().map(({ is_bot, context }) => [is_bot, context])).toEqual([
      [true, { locale: "ko-KR" }],
      [false, { locale: "ko-KR", device: "mobile" }],
    ]);
  });
});
