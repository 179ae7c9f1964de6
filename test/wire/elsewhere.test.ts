import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it } from "@jest/globals";
import { parseFault } from "../../local/faults/fault.ts";
import { startHere, toyRole } from "./target.ts";

const run = promisify(execFile);
const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
const none = "no test has been there";

/** The wire tests of these names, in a process that is told where to go. */
const wireTests = async (names: string, env: Record<string, string>) => {
  const { stderr } = await run(process.execPath, [...jest, "--silent=false", `test/wire/(${names}).test.ts`], {
    env: { ...process.env, ...env },
  });
  return { stderr, tally: /^Tests: .*$/m.exec(stderr)?.[0] ?? none };
};

describe("the wire tests", () => {
  it("look at nothing but the wire: they pass against another process's instance, and leave nothing there", async () => {
    const directory = mkdtempSync(join(tmpdir(), "millrace-elsewhere-"));
    const instance = await startHere(directory);
    const endpoint = instance.platform.endpoint();
    const services = ["s3", "firehose", "glue", "dynamodb", "eventbridge", "lambda", "sns", "sts", "iam"];
    try {
      for (const service of services) instance.platform.faults.add(parseFault(`${service}:latency=1`));
      const { tally } = await wireTests("s3|firehose|glue|dynamodb|events|lambda|sns|sts|iam|refusals", {
        MILLRACE_WIRE_ENDPOINT: endpoint,
        MILLRACE_WIRE_FUNCTION: "toy-dev-echo",
        MILLRACE_WIRE_ROLE: toyRole,
      });
      expect(tally).toMatch(/^Tests: +(\d+) passed, \1 total$/);
      const silent = instance.platform.faults.list().filter(({ struck }) => struck === 0);
      expect(silent).toEqual([]); // so they were really there
      const credentials = { accessKeyId: "local", secretAccessKey: "local" };
      const storage = new S3Client({ endpoint, region: "ap-northeast-2", credentials });
      expect((await storage.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
      storage.destroy();
    } finally {
      await instance.close();
      rmSync(directory, { recursive: true, force: true });
    }
  }, 120_000);

  it("say by name which of them AWS cannot be asked, for want of a variable", async () => {
    const env = { MILLRACE_WIRE_ENDPOINT: "aws", MILLRACE_WIRE_BUCKET: "any", MILLRACE_WIRE_FUNCTION: "" };
    const { stderr, tally } = await wireTests("lambda", env);
    expect(tally).toMatch(/^Tests: +2 skipped, 2 total$/);
    expect(stderr).toContain("skipped, for want of MILLRACE_WIRE_FUNCTION: is called and answers, or is called later");
  }, 60_000);
});
