import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { builtWith, builtWithText } from "../../../scripts/plan/built-with.ts";
import { readYaml } from "../../../scripts/read-yaml.ts";
import { isAskedForPipeline } from "../../../functions/retraining/asked.ts";

const written = parsePipeline(readYaml("pipeline.yml"));
const built = JSON.parse(JSON.stringify(written)) as Record<string, unknown>;

describe("what plan says of what runs were built with", () => {
  it.each([
    ["the same", built, true, "Runs use this pipeline.yml."],
    [
      "another, here",
      { ...built, gate: {}, placements: {} },
      true,
      "Runs use another pipeline.yml: other placements, gate; restart to apply: stop npm start, and start it again.",
    ],
    ["another, on AWS", { ...built, gate: {} }, false, "Runs use another pipeline.yml: other gate; deploy to apply."],
    ["a section that is gone", { ...built, batch2: [] }, false, expect.stringContaining("other batch2; deploy")],
    ["nothing, on AWS", undefined, false, expect.stringContaining("runs use what was deployed last")],
  ])("is right about %s", (_, there, isHere, text) => {
    expect(builtWithText(written, there, isHere)).toEqual(text);
  });

  describe("asks the function", () => {
    let server: Server;
    let answer: { headers?: Record<string, string>; body: unknown; status?: number };
    const asked: string[] = [];
    beforeAll(async () => {
      server = createServer((request, response) => {
        request.on("data", (chunk: Buffer) => asked.push(`${request.url} ${chunk.toString()}`));
        request.on("end", () => {
          response.writeHead(answer.status ?? 200, answer.headers);
          response.end(JSON.stringify(answer.body));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterAll(() => void server.close());
    const ask = () =>
      builtWith(
        {
          endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          region: "eu-west-1",
          credentials: { accessKeyId: "a", secretAccessKey: "b" },
          maxAttempts: 1,
        },
        "millrace-dev",
      );

    it("with what that takes for a question, and reads its answer", async () => {
      answer = { body: { pipeline: built } };
      expect(await ask()).toEqual(built);
      const [path, payload = ""] = (asked.at(-1) ?? "").split(" ");
      expect(path).toBe("/2015-03-31/functions/millrace-dev-retrain/invocations");
      expect(isAskedForPipeline(JSON.parse(payload))).toBe(true);
      expect(isAskedForPipeline({ by: "kim" })).toBe(false);
    });

    it.each([
      ["is older than the question", { headers: { "x-amz-function-error": "Unhandled" }, body: { errorMessage: "x" } }],
      ["is not there", { status: 404, headers: { "x-amzn-errortype": "ResourceNotFoundException" }, body: {} }],
    ])("and knows nothing of one that %s", async (_, given) => {
      answer = given;
      expect(await ask()).toBeUndefined();
    });
  });
});
