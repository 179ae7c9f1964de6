import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { httpApi } from "../../../local/host/api.ts";
import { corsOf } from "../../../local/host/cors.ts";
import { lambdaHost, type LambdaHost } from "../../../local/host/lambda.ts";
import { routesOf } from "../../../local/host/routes.ts";
import { startSite } from "../../../local/host/site.ts";
import { testCloud, type TestCloud } from "../cloud.ts";
import { aFunction } from "./a-function.ts";

const functions = [
  aFunction("http", { events: [{ httpApi: "* /v1/things/{id}" }] }),
  aFunction("narrow", { file: "http.js", reservedConcurrency: 1, events: [{ httpApi: "GET /v1/narrow/{id}" }] }),
];
const cors = corsOf({
  allowedOrigins: ["https://shop.example"],
  allowedMethods: ["GET", "POST"],
  allowedHeaders: ["content-type"],
  exposedResponseHeaders: ["etag"],
  maxAge: 60,
});

let cloud: TestCloud;
let site: Awaited<ReturnType<typeof startSite>>;
let at: string;

beforeAll(async () => {
  let host: LambdaHost | undefined;
  cloud = await testCloud((platform) => {
    host = lambdaHost(platform, { functions, root: join(import.meta.dirname, "toy") });
    return { services: [host] };
  });
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  for (const page of ["shop", "console", "tracker", "own"]) mkdirSync(join(folder, page));
  writeFileSync(join(folder, "shop/index.html"), "the shop");
  writeFileSync(join(folder, "console/index.html"), "the console");
  writeFileSync(join(folder, "tracker/index.js"), "track()");
  writeFileSync(join(folder, "own/config.json"), "{}");
  writeFileSync(join(folder, "secret.txt"), "secret");
  const where = { account: "000000000000", now: () => Date.UTC(2026, 2, 5, 1, 2, 3) };
  const api = httpApi(host as LambdaHost, routesOf(functions), cors, where);
  site = await startSite(api, [join(folder, "own"), folder], 0);
  at = `http://127.0.0.1:${site.port}`;
});
afterAll(async () => {
  await site.close();
  await cloud.close();
});

const things = (path: string, init: RequestInit = {}) => fetch(`${at}/v1/things/${path}`, init);

describe("an HTTP route", () => {
  it("gives the function a payload 2.0 event", async () => {
    const answer = await things("a%20b?x=1&x=2&y=%EA%B0%80", {
      method: "POST",
      headers: { "Content-Type": "application/json", Cookie: "c=1; d=2", "User-Agent": "test/1", "X-Two": "1" },
      body: '{"n":1}',
    });
    const port = site.port;
    expect(await answer.json()).toEqual({
      version: "2.0",
      routeKey: "ANY /v1/things/{id}",
      rawPath: "/v1/things/a%20b",
      rawQueryString: "x=1&x=2&y=%EA%B0%80",
      cookies: ["c=1", "d=2"],
      headers: expect.objectContaining({
        "content-type": "application/json",
        "user-agent": "test/1",
        "x-two": "1",
        host: `127.0.0.1:${port}`,
      }),
      queryStringParameters: { x: "1,2", y: "가" },
      pathParameters: { id: "a b" },
      requestContext: {
        accountId: "000000000000",
        apiId: expect.any(String),
        domainName: `127.0.0.1:${port}`,
        domainPrefix: "127",
        http: {
          method: "POST",
          path: "/v1/things/a%20b",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test/1",
        },
        requestId: expect.stringMatching(/^.{15}=$/),
        routeKey: "ANY /v1/things/{id}",
        stage: "$default",
        time: "05/Mar/2026:01:02:03 +0000",
        timeEpoch: Date.UTC(2026, 2, 5, 1, 2, 3),
      },
      body: '{"n":1}',
      isBase64Encoded: false,
    });
  });

  it("hands compressed and binary bodies over as base64", async () => {
    const body = gzipSync("{}");
    const forms: Record<string, string>[] = [
      { "content-type": "application/json", "content-encoding": "gzip" },
      { "content-type": "image/png" },
    ];
    for (const headers of forms) {
      const event = (await (await things("1", { method: "POST", headers, body })).json()) as Record<string, unknown>;
      expect([event["isBase64Encoded"], event["body"]]).toEqual([true, body.toString("base64")]);
    }
  });

  it("sends bytes, cookies and plain values as payload 2.0 says", async () => {
    const bytes = await things("1?as=bytes");
    expect([bytes.headers.get("content-type"), [...new Uint8Array(await bytes.arrayBuffer())]]).toEqual([
      "image/png",
      [0, 1, 2],
    ]);
    const cookies = await things("1?as=cookies");
    expect([cookies.status, cookies.headers.getSetCookie()]).toEqual([204, ["a=1", "b=2"]]);
    const value = await things("1?as=value");
    expect([value.status, value.headers.get("content-type"), await value.json()]).toEqual([
      200,
      "application/json",
      { plain: true },
    ]);
  });

  it.each([
    ["error", "not for the client"],
    ["large", "Response payload size exceeded maximum allowed payload size (6291556 bytes)."],
    ["odd", "Invalid character in header content"],
  ])("tells the client nothing when the function fails, and its log why (%s)", async (as, reason) => {
    const answer = await things(`1?as=${as}`);
    expect([answer.status, await answer.json()]).toEqual([500, { message: "Internal Server Error" }]);
    await new Promise((resolve) => setTimeout(resolve, 100)); // lines of one moment are written together
    expect(readFileSync(join(cloud.directory, "logs/lambda/toy-dev-http.log"), "utf8")).toContain(reason);
  });

  it("answers 503 when the function is throttled", async () => {
    const answers = await Promise.all(["a", "b", "c"].map((id) => fetch(`${at}/v1/narrow/${id}`)));
    expect(answers.map(({ status }) => status).sort((left, right) => left - right)).toEqual([200, 503, 503]);
  });

  it("answers 413 to more than ten megabytes and 404 to what has no route", async () => {
    const large = await things("1", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([large.status, await large.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
    const nowhere = await fetch(`${at}/v1/nowhere`);
    expect([nowhere.status, await nowhere.json()]).toEqual([404, { message: "Not Found" }]);
  });
});

describe("CORS", () => {
  it("answers a preflight without asking the function", async () => {
    const headers = { origin: "https://shop.example", "access-control-request-method": "POST" };
    const answer = await things("1", { method: "OPTIONS", headers });
    expect([
      answer.status,
      answer.headers.get("access-control-allow-methods"),
      answer.headers.get("access-control-max-age"),
    ]).toEqual([204, "GET,POST", "60"]);
  });

  it("lets an allowed origin read the answer, and no other", async () => {
    const seen = async (origin: string) =>
      (await things("1", { headers: { origin } })).headers.get("access-control-allow-origin");
    expect([await seen("https://shop.example"), await seen("https://thief.example")]).toEqual([
      "https://shop.example",
      null,
    ]);
  });
});

describe("pages", () => {
  it.each([
    ["/", "the shop"],
    ["/products/1", "the shop"],
    ["/console/", "the console"],
    ["/tracker.js", "track()"],
    ["/config.json", "{}"],
  ])("serves %s", async (path, text) => {
    expect(await (await fetch(`${at}${path}`)).text()).toBe(text);
  });

  it("serves nothing outside its folders", async () => {
    const status = (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(at, { path }, (answer) => resolve(answer.resume().statusCode))
          .on("error", reject)
          .end();
      });
    const paths = ["/..%2fsecret.txt", "/console/..%2f..%2fsecret.txt", "//secret.txt", "/%00.txt", "/%", "//"];
    expect(await Promise.all(paths.map(status))).toEqual([404, 404, 404, 400, 400, 200]);
  });
});
