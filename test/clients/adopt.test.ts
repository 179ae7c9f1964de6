import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PersonalizeClient, UpdateSolutionCommand } from "@aws-sdk/client-personalize";
import { avroSchemaOf, columnsOf, datasets, type Dataset } from "@millrace/core/domain/datasets";
import { realClock } from "../../local/kernel/clock.ts";
import { startInstance } from "../../local/kernel/instance.ts";
import { personalize } from "../../local/services/personalize/service.ts";
import { s3 } from "../../local/services/s3/service.ts";
import { createSts } from "../../local/services/sts/service.ts";
import { clientConfig } from "../local/cloud.ts";

const cli = "/usr/bin/aws";
const run = promisify(execFile);
const group = "handmade";
const arnOf = (kind: string, name: string) => `arn:aws:personalize:ap-northeast-2:000000000000:${kind}/${name}`;
const many = <Row>(count: number, row: (index: number) => Row) => Array.from({ length: count }, (_, at) => row(at));

const rows: Record<Dataset, (string | number)[][]> = {
  interactions: many(1200, (n) => [`u${n % 40}`, `p${(n * 7) % 40}`, 1_790_000_000 + n, "View", ""]),
  items: many(40, (item) => [`p${item}`, "", "", `aisle ${item % 5}`, "", "", item, "yes", 1_780_000_000]),
  users: many(40, (user) => [`u${user}`, "mobile", "ko-KR"]),
};

/** Without Debian's awscli there is nobody to set it up by hand. */
const where = existsSync(cli) ? describe : describe.skip;

where("a Personalize that was set up by hand with the AWS CLI", () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-adopt-"));
  let instance: Awaited<ReturnType<typeof startInstance>>;
  let environment: NodeJS.ProcessEnv;

  const aws = async (...args: string[]): Promise<string> => {
    const { stdout } = await run(cli, ["--output", "text", "--endpoint-url", instance.platform.endpoint(), ...args], {
      env: environment,
    });
    return stdout.trim();
  };
  const byHand = (...args: string[]) => aws("personalize", ...args);
  const made = async (kind: string, arn: string): Promise<string> => {
    const name =
      kind === "solution-version" ? "solutionVersion" : kind.replace(/-(\w)/g, (_, next: string) => next.toUpperCase());
    for (let tries = 0; tries < 60; tries += 1) {
      const status = await byHand(`describe-${kind}`, `--${kind}-arn`, arn, "--query", `${name}.status`);
      if (status === "ACTIVE") return arn;
      if (status.endsWith("FAILED")) throw new Error(`${arn}: ${status}`);
      await wait(200);
    }
    throw new Error(`${arn} is never ACTIVE`);
  };
  const script = async (name: string, ...args: string[]) => {
    const command = ["--disable-warning=ExperimentalWarning", join("scripts", `${name}.ts`), ...args];
    try {
      const { stdout } = await run(process.execPath, command, {
        env: { ...environment, AWS_ENDPOINT_URL: instance.platform.endpoint() },
      });
      return stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return `${stdout}${stderr}`;
    }
  };
  const file = join(directory, "pipeline.yml");
  const plan = (...args: string[]) => script("plan", "--file", file, ...args);

  beforeAll(async () => {
    instance = await startInstance({
      clock: realClock(20_000),
      directory: join(directory, "aws"),
      port: 0,
      services: (platform) => {
        const storage = s3(platform);
        return { services: [storage, createSts(platform), ...personalize(platform, storage.objects)] };
      },
    });
    const { PATH, HOME } = process.env;
    environment = {
      PATH,
      HOME,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_REGION: "ap-northeast-2",
      AWS_DEFAULT_REGION: "ap-northeast-2",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_PAGER: "",
    };
    const groupArn = await byHand("create-dataset-group", "--name", group, "--query", "datasetGroupArn");
    await made("dataset-group", groupArn);
    await aws("s3api", "create-bucket", "--bucket", "by-hand");
    const within = ["--dataset-group-arn", groupArn];
    for (const dataset of datasets) {
      // written by another hand: other spaces, other order of members
      const schema = JSON.stringify(
        JSON.parse(avroSchemaOf(dataset)),
        ["version", "fields", "type", "categorical", "textual", "name"],
        1,
      );
      const schemaArn = await byHand(
        "create-schema",
        "--name",
        `my-${dataset}`,
        "--schema",
        schema,
        "--query",
        "schemaArn",
      );
      const type = dataset[0]?.toUpperCase() + dataset.slice(1);
      const wanted = ["--name", `my-${dataset}`, ...within, "--dataset-type", type, "--schema-arn", schemaArn];
      const datasetArn = await made("dataset", await byHand("create-dataset", ...wanted, "--query", "datasetArn"));
      const body = join(directory, `${dataset}.csv`);
      writeFileSync(body, [columnsOf(dataset), ...rows[dataset]].map((row) => row.join()).join("\n"));
      await aws("s3api", "put-object", "--bucket", "by-hand", "--key", `${dataset}/all.csv`, "--body", body);
      const from = [
        "--data-source",
        `dataLocation=s3://by-hand/${dataset}/`,
        "--role-arn",
        "arn:aws:iam::000000000000:role/r",
      ];
      const job = ["--job-name", `my-${dataset}`, "--dataset-arn", datasetArn, ...from];
      await byHand("create-dataset-import-job", ...job);
      await made("dataset-import-job", arnOf("dataset-import-job", `my-${dataset}`));
    }
    await byHand("create-event-tracker", "--name", "my-clicks", ...within);
    const expression = 'INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes")';
    await byHand("create-filter", "--name", "in-stock", ...within, "--filter-expression", expression);
    for (const [name, recipe] of [
      ["for-you", "aws-user-personalization-v2"],
      ["bestsellers", "aws-popularity-count"],
    ] as const) {
      const of = ["--recipe-arn", `arn:aws:personalize:::recipe/${recipe}`];
      await made(
        "solution",
        await byHand("create-solution", "--name", name, ...within, ...of, "--query", "solutionArn"),
      );
    }
    const trained = ["--name", "first", "--solution-arn", arnOf("solution", "for-you")];
    const version = await byHand("create-solution-version", ...trained, "--query", "solutionVersionArn");
    await made("solution-version", version);
    const served = ["--name", "landing", "--solution-version-arn", version, "--min-provisioned-tps", "2"];
    await made("campaign", await byHand("create-campaign", ...served, "--query", "campaignArn"));
  }, 120_000);

  afterAll(async () => {
    await instance.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("is adopted, and then there is nothing to change but the second trainer", async () => {
    expect(await script("adopt", "--group", group, "--fallback", "p1,p2", "--out", file)).toBe("");

    // This CLI cannot turn automatic training off, and AWS turns it on unless told otherwise.
    const first = await plan();
    expect(first).toMatch(/automatic training: true → false/);
    expect(first).toMatch(/Plan: 0 to create, 2 to change, 0 to destroy; 0 drifted, \d+ as written, 0 unmanaged\./);

    const control = new PersonalizeClient(clientConfig(instance.platform.endpoint()));
    for (const name of ["for-you", "bestsellers"]) {
      const solutionArn = arnOf("solution", name);
      await control.send(new UpdateSolutionCommand({ solutionArn, performAutoTraining: false }));
    }
    expect((await plan()).split("\n")[0]).toBe(
      "No changes: Personalize is as pipeline.yml has it (9 as written, 0 unmanaged).",
    );
  }, 60_000);

  it("is seen to drift when somebody changes it by hand", async () => {
    const campaignArn = arnOf("campaign", "landing");
    await byHand("update-campaign", "--campaign-arn", campaignArn, "--min-provisioned-tps", "5");
    await made("campaign", campaignArn);
    const expression = 'EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("aisle 3")';
    await byHand(
      "create-filter",
      "--name",
      "no-aisle-3",
      "--dataset-group-arn",
      arnOf("dataset-group", group),
      "--filter-expression",
      expression,
    );
    await byHand("delete-filter", "--filter-arn", arnOf("filter", "in-stock"));
    const gone = async () => (await byHand("list-filters", "--query", "Filters[].name")).includes("in-stock");
    for (let tries = 0; tries < 60 && (await gone()); tries += 1) await wait(100);
    const other = 'EXCLUDE ItemID WHERE Items.AVAILABLE IN ("no")';
    const within = ["--dataset-group-arn", arnOf("dataset-group", group)];
    await byHand("create-filter", "--name", "in-stock", ...within, "--filter-expression", other);

    const seen = await plan();
    expect(seen).toMatch(/~ campaign landing \(landing\) will be changed\n +~ minProvisionedTPS: 5 → 2/);
    expect(seen).toMatch(/\? filter no-aisle-3 is not in pipeline\.yml/);
    expect(seen).toMatch(/! filter in-stock \(in-stock\) has drifted[^\n]*\n +~ expression: "EXCLUDE .* → "INCLUDE /);
  }, 60_000);
});
