import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { loadProject } from "../../local/host/project.ts";
import { needsByService } from "../../local/iam/needs/all.ts";
import { decide } from "../../local/iam/policy.ts";
import { functionRoles, rolesOf, type Role } from "../../local/iam/roles.ts";
import { here } from "../../local/start-project.ts";
import { filesUnder, read } from "./files.ts";

const root = join(import.meta.dirname, "../..");
const prefix = "millrace-dev";

/** What `npm run adopt` writes of a set-up that was there before us. */
const adopted = readFileSync(join(root, "pipeline.yml"), "utf8")
  .replace(/^solutions:/m, "datasetGroup: handmade\n\nsolutions:")
  .replace("name: personal, recipe", "name: personal, resource: for-you, recipe")
  .replace("name: personal, solution", "name: personal, resource: landing, solution")
  .replace("{ name: available, expression", "{ name: available, resource: in-stock, expression");

const arn = (rest: string) => `arn:aws:personalize:${here.region}:${here.account}:${rest}`;
const personalizeNeeds = needsByService(() => undefined)["personalize"];

describe("the functions' roles, where pipeline.yml names what was there before", () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-adopted-"));
  let roles: ReadonlyMap<string, Role>;
  let roleOf: ReadonlyMap<string, string>;

  beforeAll(async () => {
    for (const part of ["functions", "infra", "serverless.yml", "package.json", "scripts/sls-plugin.cjs"])
      cpSync(join(root, part), join(directory, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    writeFileSync(join(directory, "pipeline.yml"), adopted);
    const project = await loadProject({ root: directory, ...here, environment: process.env });
    roles = rolesOf(project);
    roleOf = functionRoles(project);
  }, 60_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const may = (name: string, operation: string, input: Record<string, string>): boolean => {
    const role = roles.get(roleOf.get(`${prefix}-${name}`) ?? "");
    const needs = personalizeNeeds?.({ operation }, input, here) ?? [];
    return needs.every(
      (need) => need.action === "iam:PassRole" || decide(role?.statements ?? [], need).is === "allowed",
    );
  };

  const calls: readonly [string, string, Record<string, string>, Record<string, string>][] = [
    [
      "import-datasets",
      "DescribeDatasetGroup",
      { datasetGroupArn: arn("dataset-group/handmade") },
      { datasetGroupArn: arn("dataset-group/handmade-2") },
    ],
    [
      "import-datasets",
      "CreateDataset",
      { datasetGroupArn: arn("dataset-group/handmade"), datasetType: "Items" },
      { datasetGroupArn: arn("dataset-group/other"), datasetType: "Items" },
    ],
    [
      "import-datasets",
      "UpdateDataset",
      { datasetArn: arn("dataset/handmade/ITEMS") },
      { datasetArn: arn("dataset/other/ITEMS") },
    ],
    ["import-datasets", "DescribeSchema", { schemaArn: arn("schema/my-items") }, {}],
    ["import-datasets", "CreateSchema", { name: `${prefix}-items-1` }, { name: "my-items" }],
    [
      "import-datasets",
      "ListEventTrackers",
      { datasetGroupArn: arn("dataset-group/handmade") },
      { datasetGroupArn: arn(`dataset-group/${prefix}`) },
    ],
    [
      "import-datasets",
      "DescribeFilter",
      { filterArn: arn("filter/in-stock") },
      { filterArn: arn("filter/in-stock-2") },
    ],
    [
      "train-models",
      "CreateSolutionVersion",
      { solutionArn: arn("solution/for-you") },
      { solutionArn: arn("solution/for-you-2") },
    ],
    [
      "train-models",
      "DescribeSolutionVersion",
      { solutionVersionArn: arn("solution/for-you/abc") },
      { solutionVersionArn: arn("solution/for-you-2/abc") },
    ],
    [
      "judge-models",
      "GetSolutionMetrics",
      { solutionVersionArn: arn("solution/for-you/abc") },
      { solutionVersionArn: arn("solution/for-them/abc") },
    ],
    [
      "stop",
      "StopSolutionVersionCreation",
      { solutionVersionArn: arn("solution/for-you/abc") },
      { solutionVersionArn: arn("solution/for-them/abc") },
    ],
    [
      "deploy-campaigns",
      "UpdateCampaign",
      { campaignArn: arn("campaign/landing") },
      { campaignArn: arn("campaign/a") },
    ],
    [
      "recommend",
      "GetRecommendations",
      { campaignArn: arn("campaign/landing"), filterArn: arn("filter/in-stock") },
      { campaignArn: arn("campaign/landing"), filterArn: arn("filter/other") },
    ],
    [
      "erase",
      "ListDataDeletionJobs",
      { datasetGroupArn: arn("dataset-group/handmade") },
      { datasetGroupArn: arn("dataset-group/other") },
    ],
    [
      "forget",
      "ListDataDeletionJobs",
      { datasetGroupArn: arn("dataset-group/handmade") },
      { datasetGroupArn: arn("dataset-group/other") },
    ],
  ];

  it.each(calls)("%s may %s on exactly those", (name, operation, named, other) => {
    expect(may(name, operation, named)).toBe(true);
    if (Object.keys(other).length > 0) expect(may(name, operation, other)).toBe(false);
  });

  it("still may touch what is called as the installation is", () => {
    expect([
      may("train-models", "CreateSolution", { name: `${prefix}-similar` }),
      may("deploy-campaigns", "CreateCampaign", { name: `${prefix}-similar` }),
      may("import-datasets", "CreateFilter", { name: `${prefix}-new` }),
    ]).toEqual([true, true, true]);
  });
});

it("no role names a dataset group, solution, campaign or filter by the installation's name alone", () => {
  const alone = filesUnder("functions", "roles.yml").flatMap((file) =>
    [...read(file).matchAll(/personalize:.*:(dataset-group|dataset|solution|campaign|filter)\/.*$/gm)].map(
      ([line]) => `${file}: ${line}`,
    ),
  );
  expect(alone).toEqual([]);
});
