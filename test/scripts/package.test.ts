import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

interface Template {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

const folder = mkdtempSync(join(tmpdir(), "package-"));
let template: Template;
let said: string;

beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/package.ts", "--package", folder], {
    encoding: "utf8",
    env: { ...process.env, MILLRACE_WRITE_KEYS: "" },
  });
  if (status !== 0) throw new Error(stderr);
  said = stdout;
  template = JSON.parse(readFileSync(join(folder, "cloudformation-template-update-stack.json"), "utf8")) as Template;
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ofType = (type: string) => Object.values(template.Resources).filter((resource) => resource.Type === type);

describe("npm run package", () => {
  it("writes a zip file for the layer and one for each function", () => {
    const zips = readdirSync(folder).filter((file) => file.endsWith(".zip"));
    expect(zips).toHaveLength(ofType("AWS::Lambda::Function").length + 1);
    expect(zips).toContain("core.zip");
  });

  it("ends by saying where the template is, and that no click would be taken", () => {
    expect(said).toContain(`template  ${join(folder, "cloudformation-template-update-stack.json")}`);
    expect(said).toContain("unset     MILLRACE_WRITE_KEYS: what is deployed so refuses every click with 401");
  });

  it("gives every function the layer and a role of its own", () => {
    const functions = ofType("AWS::Lambda::Function").map(
      ({ Properties }) => Properties as { Layers: unknown; Role: unknown },
    );
    expect(functions.map(({ Layers }) => Layers)).toEqual(
      functions.map(() => [{ Ref: expect.stringMatching(/^CoreLambdaLayer/) }]),
    );
    expect(new Set(functions.map(({ Role }) => JSON.stringify(Role))).size).toBe(functions.length);
  });

  it.each([
    "AWS::S3::Bucket",
    "AWS::KinesisFirehose::DeliveryStream",
    "AWS::Glue::Database",
    "AWS::Glue::Table",
    "AWS::Glue::Job",
    "AWS::DynamoDB::Table",
    "AWS::Events::Rule",
    "AWS::ApiGatewayV2::Route",
    "AWS::SQS::Queue",
  ])("describes at least one %s", (type) => {
    expect(ofType(type).length).toBeGreaterThan(0);
  });

  it("refers to nothing that is not in the template", () => {
    const referred = [...JSON.stringify(template).matchAll(/\{"Ref":"([^"]+)"\}|"Fn::GetAtt":\["([^"]+)"/g)].map(
      ([, ref, get]) => ref ?? get ?? "",
    );
    expect(referred.filter((id) => !id.startsWith("AWS::") && !(id in template.Resources))).toEqual([]);
  });
});
