import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { fuzzOverHttp } from "../../scripts/fuzz/over-http.ts";
import { openCloud } from "../pipeline/cloud.ts";

const seed = Date.now() % 1e9;
let cloud: Awaited<ReturnType<typeof openCloud>>;
beforeAll(async () => {
  cloud = await openCloud({ speed: 1 });
}, 120_000);
afterAll(() => cloud.close(), 30_000);

it(`answers each fuzzed request over HTTP, and logs no error (seed ${seed})`, async () => {
  const { payloads, sent, accepted, rejected } = await fuzzOverHttp(cloud.site, cloud.keys.web, 200, seed);

  expect([payloads, accepted + rejected]).toEqual([200, sent]);
  expect(Math.min(accepted, rejected)).toBeGreaterThan(40);
  expect(cloud.errors()).toEqual([]);
}, 120_000);
