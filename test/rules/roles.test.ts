import { describe, expect, it } from "@jest/globals";
import { parse, type ScalarTag } from "yaml";
import { filesUnder, read } from "./files.ts";

/** CloudFormation's short forms, kept as text: the rules look at words, not at values. */
const short = (name: string): ScalarTag => ({ tag: `!${name}`, resolve: (text: string) => `!${name} ${text}` });
const load = (path: string): unknown => parse(read(path), { customTags: ["Ref", "Sub", "GetAtt"].map(short) });

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}
interface Role {
  Type: string;
  Properties: { ManagedPolicyArns?: string[]; Policies?: { PolicyDocument: { Statement: Statement[] } }[] };
}
interface Lambda {
  handler: string;
  role?: string;
  layers?: string[];
}

const all = <T>(paths: string[], pick: (document: unknown) => Record<string, T>): [string, T][] =>
  paths.flatMap((path) => Object.entries(pick(load(path))));

const functions = all<Lambda>(
  filesUnder("functions", "functions.yml"),
  (document) => document as Record<string, Lambda>,
);
const roles = new Map(
  all<Role>(
    filesUnder("functions", "roles.yml"),
    (document) => (document as { Resources: Record<string, Role> }).Resources,
  ),
);
/** Actions that IAM knows no resource of: `*` is all that can be written. Source: Service Authorization Reference. */
const withoutResource = new Set(["personalize:ListDatasetImportJobs"]);
const list = (value: string | string[]): string[] => (Array.isArray(value) ? value : [value]);
const statementsOf = (role: Role | undefined): Statement[] =>
  (role?.Properties.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

describe("the role of a function", () => {
  it.each(functions)("%s has one that is its alone", (name, { role }) => {
    expect(roles.has(role ?? "")).toBe(true);
    expect(functions.filter(([, other]) => other.role === role).map(([other]) => other)).toEqual([name]);
  });

  it.each(functions)("%s may do nothing by a wildcard", (_name, { role }) => {
    const statements = statementsOf(roles.get(role ?? ""));
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.flatMap(({ Action }) => list(Action)).filter((action) => action.includes("*"))).toEqual([]);
    const resources = statements
      .filter(({ Action }) => !list(Action).every((action) => withoutResource.has(action)))
      .flatMap(({ Resource }) => list(Resource));
    const bare = resources.filter((resource) => /^(!Sub )?(\*|arn:[^/]*:\*)$/.test(resource));
    expect(bare).toEqual([]);
  });

  it.each(functions)("%s may write its log", (_name, { role }) => {
    expect(roles.get(role ?? "")?.Properties.ManagedPolicyArns).toEqual(["!Ref LogWriting"]);
  });

  it("exists for no function that is gone", () => {
    const used = new Set(functions.map(([, { role }]) => role));
    expect([...roles.keys()].filter((name) => !used.has(name) && roles.get(name)?.Type === "AWS::IAM::Role")).toEqual(
      [],
    );
  });
});

describe("a function", () => {
  it.each(functions)("%s runs on the layer and is a file of its own", (_name, { handler, layers }) => {
    expect(layers).toEqual(["!Ref CoreLambdaLayer"]);
    const source = handler.replace(/^dist\//, "").replace(/\.handler$/, ".ts");
    expect(filesUnder("functions", ".ts")).toContain(source);
    expect(read(source)).toMatch(/export const handler\b/);
  });

  it("has an event to try it with", () => {
    const events = filesUnder("events", ".json").map((path) => path.replace("events/", "").replace(/\.json$/, ""));
    const without = functions.filter(
      ([name]) => !events.some((event) => event === name || event.startsWith(`${name}-`)),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });
});
