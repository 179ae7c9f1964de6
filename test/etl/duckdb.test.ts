import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "@jest/globals";

const script = fileURLToPath(new URL("../../etl/duckdb.ts", import.meta.url));
let server: Server | undefined;
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
  server?.close();
  server?.closeAllConnections();
});

/** An S3 that answers every request with `status`, or never when there is none. */
const anS3 = async (status?: number): Promise<string> => {
  server = createServer((_, response) => {
    if (status !== undefined) response.writeHead(status, { "content-type": "application/xml" }).end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** The job as local Glue starts it, and how it ended. */
const start = (args: string[], endpoint = "http://127.0.0.1:9") => {
  const started = spawn(process.execPath, [script, ...args], {
    stdio: ["pipe", "ignore", "pipe"],
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "ap-northeast-2",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_MAX_ATTEMPTS: "1",
    },
  });
  child = started;
  let said = "";
  started.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<{ code: number | null; lastLine: string | undefined }>((resolve) =>
    started.on("close", (code) => resolve({ code, lastLine: said.trimEnd().split("\n").at(-1) })),
  );
  return { stdin: started.stdin, ended };
};

describe("etl/duckdb.ts", () => {
  it.each([
    [["--plan", "lake"], "usage: node etl/duckdb.ts"],
    [["--plan", "../secret", "--bucket", "b"], "not a plain name"],
    [["--plan", "export", "--bucket", "b"], '--run ""'],
    [["--plan", "export", "--bucket", "b", "--run", "../up"], '--run "../up"'],
  ])("refuses %j in its last line, and fails", async (args, said) => {
    const { code, lastLine } = await start(args).ended;

    expect(code).toBe(1);
    expect(lastLine).toContain(said);
  });

  it("fails with what S3 answered", async () => {
    const { code, lastLine } = await start(["--plan", "lake", "--bucket", "b"], await anS3(403)).ended;

    expect(code).toBe(1);
    expect(lastLine).not.toBe("");
  });

  it("ends when whoever started it is gone", async () => {
    const { stdin, ended } = start(["--plan", "lake", "--bucket", "b"], await anS3());
    await new Promise((resolve) => server?.once("request", resolve));

    stdin.destroy();

    expect((await ended).code).toBe(1);
  });
});
