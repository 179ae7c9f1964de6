import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { loadProject } from "../../local/host/project.ts";
import { here, startProject, type Running } from "../../local/start-project.ts";
import { until } from "../pipeline/until.ts";

const root = join(import.meta.dirname, "photos");
let directory: string;
let aws: Running;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "millrace-photos-"));
  aws = await startProject(
    { directory, speed: 60, awsPort: 0, sitePort: 0, isIamEnforced: true },
    { root, read: () => loadProject({ root, ...here, environment: process.env }) },
  );
}, 180_000); // osls starts, on a busy machine
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});

const put = (path: string) => fetch(`${aws.site}/${path}`, { method: "PUT", body: "나무" });
const photos = async () => (await fetch(`${aws.site}/photos`)).json();

describe("a project of anybody's", () => {
  it("runs as its serverless.yml describes it: routes, functions in TypeScript, resources, events between them", async () => {
    expect((await put("photos/cat.jpg")).status).toBe(201);
    for (let tries = 0; tries < 200 && ((await photos()) as unknown[]).length === 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await photos()).toEqual([["photos/cat.jpg", 6]]);
    const log = join(directory, "logs/lambda/photos-test-index.log");
    await until("the line that index logged", () =>
      Promise.resolve(
        existsSync(log) && readFileSync(log, "utf8").includes("indexed photos/cat.jpg") ? true : undefined,
      ),
    );
  });

  it("may do with --iam what its provider's role says, and nothing else", async () => {
    expect((await put("secret/cat.jpg")).status).toBe(500);
    expect(aws.audit.refusals()).toEqual([
      expect.objectContaining({ role: "photos-test-eu-central-1-lambdaRole", action: "s3:PutObject" }),
    ]);
    expect(aws.audit.grants().every(({ isUsed }) => isUsed)).toBe(true);
  });
});
