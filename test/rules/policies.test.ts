import { describe, expect, it } from "@jest/globals";
import { parse, type ScalarTag } from "yaml";
import { statementsOf } from "../../local/iam/policy.ts";
import { filesUnder, read } from "./files.ts";

/** What CloudFormation and osls would compute becomes one letter: here only the words around it count. */
const computed = (name: string): ScalarTag => ({
  tag: `!${name}`,
  resolve: (text: string) => (name === "Sub" ? text.replaceAll(/\$\{[^}]+\}/g, "x") : "x"),
});
const tags = ["Ref", "Sub", "GetAtt"].map(computed);

/** The same for functions that are written out. */
const withoutFunctions = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && Object.keys(inner).some((name) => name.startsWith("Fn::"))
      ? "x"
      : inner,
  ) as unknown;

/** Every policy document in a template, wherever it stands. */
const documentsIn = (value: unknown, path: string): [string, unknown][] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name.endsWith("PolicyDocument")
      ? [[`${path}.${name}`, inner] as [string, unknown]]
      : documentsIn(inner, `${path}.${name}`),
  );
};

const templates = [...filesUnder("functions", "roles.yml"), ...filesUnder("infra", ".yml")];
const documents = templates.flatMap((path) =>
  documentsIn(parse(read(path), { customTags: tags, merge: true }), path.replace(/\.yml$/, "")),
);

describe("a policy of ours", () => {
  it.each(documents)("is understood by the local IAM: %s", (path, document) => {
    const statements = statementsOf(
      JSON.parse(JSON.stringify(withoutFunctions(document)).replaceAll(/\$\{[^}]+\}/g, "x")),
      path,
    );
    expect(statements.length).toBeGreaterThan(0);
  });

  it("exists for more than the functions", () => {
    expect(documents.length).toBeGreaterThan(20);
  });
});
