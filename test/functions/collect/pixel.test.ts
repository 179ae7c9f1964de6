import { describe, expect, it } from "@jest/globals";
import { pixel } from "../../../functions/collect/pixel.ts";
import { aRequest, given, keys, now } from "./given.ts";

const aPixel = (query: Record<string, string>) =>
  aRequest("", { method: "GET", path: "/v1/pixel.gif", headers: {}, query: { write_key: "web-key-1", ...query } });

/** A pixel in front of collect, over the same fakes. */
const aMail = (changes: Parameters<typeof given>[0] = {}) => {
  const collect = given(changes);
  const admission = { writeKeys: keys };
  return { ...collect, open: pixel(collect.serve, admission) };
};

describe("the pixel", () => {
  it("stores one event from its address and answers with an image", async () => {
    const mail = aMail();

    const { status, headers, body } = await mail.open(
      aPixel({ user_id: "u1", utm_campaign: "autumn", "props.mail": "m-47", personalization: "granted" }),
    );

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "image/gif",
      "cache-control": "no-store",
      "x-millrace-result": "accepted",
    });
    expect((body as Buffer).subarray(0, 6).toString("latin1")).toBe("GIF89a");
    expect(mail.lines()).toEqual([
      expect.objectContaining({
        event_name: "email_open",
        user_id: "u1",
        event_time: now,
        time_flags: [],
        context: { utm_campaign: "autumn", device: "mobile" },
        props: { mail: "m-47" },
        consent: { analytics: "unknown", ads: "unknown", personalization: "granted" },
      }),
    ]);
  });

  it("makes the same event of the same address, and another of another", async () => {
    const mail = aMail();

    await mail.open(aPixel({ user_id: "u1" }));
    await mail.open(aPixel({ user_id: "u1" }));
    await mail.open(aPixel({ user_id: "u2" }));
    await mail.open(aPixel({ user_id: "u2", event_id: "mail-0001" }));

    const [first, second, third, fourth] = mail.lines().map(({ event_id }) => event_id);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(fourth).toBe("mail-0001");
  });

  it("is an image even when the event is refused, and keeps that in quarantine", async () => {
    const mail = aMail();

    const { status, headers, body } = await mail.open(aPixel({ event_name: "Not A Name", user_id: "u1" }));

    expect([status, headers?.["x-millrace-result"]]).toEqual([200, "bad_format"]);
    expect(Buffer.isBuffer(body)).toBe(true);
    expect([...mail.objects.keys()]).toEqual(["quarantine/reason=bad_format/date=2026-11-21/request-1.ndjson.gz"]);
  });

  it.each([
    [401, "unauthorized", { write_key: "nobody" }],
    [403, "forbidden_key", { write_key: "server-key-1" }],
  ])("says %i %s as an image", async (status, code, query) => {
    const answer = await aMail().open(aPixel(query));

    expect([answer.status, answer.headers?.["x-millrace-result"]]).toEqual([status, code]);
    expect(answer.headers?.["content-type"]).toBe("image/gif");
  });
});
