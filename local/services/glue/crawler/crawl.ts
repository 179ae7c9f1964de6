import type { CreateCrawlerRequest, S3Target } from "@aws-sdk/client-glue";
import type { ObjectStore } from "../../s3/objects.ts";
import type { FoundTable } from "./described-table.ts";
import { findGroups, joinAlike, type Group } from "./find-tables.ts";
import { lookInto } from "./look.ts";
import { isAlike, union, type Schema } from "./schema.ts";

const sampled = 20; // files of a group that are looked into

/** `**` is any text, `*` any but a slash, `?` one character: Glue's exclude patterns, from the target's folder. */
const excluded = (patterns: readonly string[]): ((path: string) => boolean) => {
  const expressions = patterns.map((pattern) => {
    const source = pattern
      .replaceAll(/[.+^$()|[\]\\]/g, "\\$&")
      .replaceAll("**", "\u0000")
      .replaceAll("*", "[^/]*")
      .replaceAll("\u0000", ".*")
      .replaceAll("?", "[^/]");
    return new RegExp(
      `^${source.replaceAll(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(",", "|")})`)}$`,
      "s",
    );
  });
  return (path) => expressions.some((expression) => expression.test(path));
};

/** Some of the first and some of the last: newer files may have newer columns. */
const sampleOf = ({ files }: Group): Group["files"] =>
  files.length <= sampled ? files : [...files.slice(0, sampled / 2), ...files.slice(-sampled / 2)];

export interface Crawl {
  /** The tables that are there. Rejects when a target cannot be crawled. */
  readonly found: Promise<FoundTable[]>;
  stop(): void;
}

/** Lists the targets, looks into their files and says which tables they are. Changes nothing. */
export const crawl = ({ Targets }: CreateCrawlerRequest, objects: ObjectStore): Crawl => {
  let stop = (): void => undefined;
  const ofTarget = async ({ Path = "", Exclusions = [] }: S3Target): Promise<FoundTable[]> => {
    const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(Path) ?? [];
    if (!objects.hasBucket(bucket)) throw new Error(`The specified bucket does not exist: ${bucket}`);
    const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
    const isExcluded = excluded(Exclusions);
    const seen = objects.list(bucket, prefix).filter(({ key }) => !isExcluded(key.slice(prefix.length)));
    const groups = findGroups(seen, prefix);
    if (groups.length === 0) return [];
    const look = lookInto(
      groups.map((group) => sampleOf(group).flatMap(({ key }) => objects.pathOf(bucket, key) ?? [])),
    );
    stop = () => look.stop();
    const schemas = await look.found;
    const known = groups.flatMap((group, index): FoundTable[] => {
      const schema = schemas[index];
      return schema && "format" in schema ? [{ ...group, bucket, schema }] : []; // Glue leaves unknown files alone too
    });
    return joinAlike(
      known,
      prefix,
      (left, right) => isAlike(left.schema, right.schema),
      (members, joined) => {
        const all = members.map(({ schema }) => schema);
        return { ...joined, bucket, schema: { ...(all[0] as Schema), columns: union(all) } };
      },
    );
  };
  const all = async (): Promise<FoundTable[]> => {
    const found: FoundTable[] = [];
    for (const target of Targets?.S3Targets ?? []) found.push(...(await ofTarget(target)));
    return found;
  };
  return { found: all(), stop: () => stop() };
};
