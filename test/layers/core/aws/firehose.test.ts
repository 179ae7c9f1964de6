import { FirehoseClient } from "@aws-sdk/client-firehose";
import { afterEach, describe, expect, it } from "@jest/globals";
import { clickStream, StreamRefused } from "@millrace/core/aws/firehose";
import { aFirehose, type Firehose } from "../../../local/services/firehose/stream.ts";

let local: Firehose | undefined;
afterEach(async () => {
  await local?.close();
  local = undefined;
});

describe("clickStream", () => {
  it("tells which records Firehose took", async () => {
    local = await aFirehose(({ index }) =>
      index === 1 ? { code: "ServiceUnavailableException", message: "Slow down." } : undefined,
    );
    await local.create();

    const taken = await clickStream("clicks", local.client()).put(
      ["a\n", "b\n", "c\n"].map((line) => Buffer.from(line)),
      5_000,
    );

    expect(taken).toEqual([true, false, true]);
    await local.advance(61_000);
    expect(Object.values(await local.delivered())).toEqual(["a\nc\n"]);
  });

  it("does not want to be asked again for a stream that is not there", async () => {
    local = await aFirehose();

    await expect(clickStream("clicks", local.client()).put([Buffer.from("a\n")], 5_000)).rejects.toBeInstanceOf(
      StreamRefused,
    );
  });

  it("counts as not taken what was never answered", async () => {
    const nobody = new FirehoseClient({
      endpoint: "http://127.0.0.1:9",
      region: "ap-northeast-2",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });

    expect(await clickStream("clicks", nobody).put([Buffer.from("a\n")], 1_000)).toEqual([false]);
  });
});
