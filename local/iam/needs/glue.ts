import { arnIn, named, passing, type Input, type Needs } from "./need.ts";

const inner = (input: Input, member: string): string => named((input[member] ?? {}) as Input, "Name");

/** A table's catalog and database are asked about with it. */
const catalogResources = (operation: string, input: Input): string[] | undefined => {
  if (/Database/.test(operation)) {
    const name = operation === "CreateDatabase" ? inner(input, "DatabaseInput") : named(input, "Name");
    return ["catalog", `database/${name}`];
  }
  const database = input["DatabaseName"];
  if (typeof database !== "string") return undefined;
  const isTable = /^(Create|Update)Table$/.test(operation);
  const table = isTable ? inner(input, "TableInput") : named(input, "TableName", "Name");
  return ["catalog", `database/${database}`, `table/${database}/${table}`];
};

const unnamed = new Set(["GetJobs", "ListJobs", "ListCrawlers", "GetCrawlers", "GetCrawlerMetrics"]);

export const glueNeeds: Needs = ({ operation }, input, where) => {
  const action = `glue:${operation}`;
  if (unnamed.has(operation)) return [{ action, resource: "*" }];
  const passed = passing(input["Role"] ?? (input["JobUpdate"] as Input | undefined)?.["Role"], "glue", where);
  const own = /Crawler/.test(operation)
    ? [`crawler/${named(input, "Name", "CrawlerName")}`]
    : /Job/.test(operation)
      ? [`job/${named(input, "JobName", "Name")}`]
      : (catalogResources(operation, input) ?? ["*"]);
  const resources = own.map((resource) => (resource === "*" ? "*" : arnIn("glue", where, resource)));
  return [...resources.map((resource) => ({ action, resource })), ...passed];
};
