import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type ScalarTag } from "yaml";
import { eventTypes } from "@millrace/core/domain/interactions";
import { subjects } from "@millrace/core/domain/event-requirements";
import { limits } from "@millrace/core/domain/event-limits";
import { eventFields, type Field, type Kind } from "./schema-fields.ts";

const root = join(import.meta.dirname, "../..");

/** What collect adds to an event; their types are those of the raw table. */
const serverFields: Readonly<Record<string, string>> = {
  received_at: "when it arrived, ms UTC, by our clock",
  event_time: "when it happened, ms UTC, by our clock: corrected for the device's",
  event_date: "UTC day of `event_time`, within the window that the write key may write",
  clock_offset_ms:
    "how far the device's clock was behind ours, transport included; null when it did not say when it sent",
  time_flags:
    "what was done about its time: `skew_corrected`, `future_clamped`, `late`, `missing_sent_at`, `sent_before_event`, `date_bounded`",
  request_id: "the request it came in",
  request_index: "its position in the request, from 0",
  request_count: "events in the request, refused ones included: stored and quarantined lines of a request are as many",
  source: "`web` or `server`, the kind of its write key",
  is_bot: "a label, never a reason to drop",
  bot_reasons: "why it is one",
  ip_trunc: "/24 of an IPv4, /48 of an IPv6 address",
  streamed: "also sent to Personalize by PutEvents, hence left out of the export",
};

const number = (value: number): string => value.toLocaleString("en-US");

function typeOf(kind: Kind): string {
  switch (kind.is) {
    case "text":
      return `text, ≤ ${number(kind.most)} characters`;
    case "address":
      return `address, ≤ ${number(kind.most)}; stored without credentials, fragment and secrets`;
    case "identifier":
      return `id, 1 to ${number(kind.most)} characters, no control characters`;
    case "pattern":
      return `${kind.words}: \`${kind.pattern.source}\``;
    case "milliseconds":
      return "milliseconds since 1970 UTC, a whole number (seconds are refused)";
    case "choice":
      return kind.choices.map((choice) => `\`${choice}\``).join(", ");
    case "list":
      return kind.of.is === "object" ? `list, ≤ ${number(kind.most)}` : `list of ${typeOf(kind.of)}; ≤ ${kind.most}`;
    case "record":
      return `≤ ${kind.most} names \`${kind.name.source}\`; text ≤ ${number(kind.mostText)}, number or boolean`;
    case "object":
      return "object";
    default:
      return `${kind.is}${rangeOf(kind)}`;
  }
}

const rangeOf = ({ least, most }: { least: number; most: number }): string => {
  const isOpen = (bound: number): boolean => Math.abs(bound) >= Number.MAX_SAFE_INTEGER;
  if (isOpen(least) && isOpen(most)) return "";
  return isOpen(most) ? ` ≥ ${number(least)}` : `, ${number(least)} to ${number(most)}`;
};

const rowsOf = (fields: Field[], before = ""): string[] =>
  fields.flatMap(({ name, isOptional, kind }) => {
    const otherwise = kind.is === "choice" && kind.otherwise !== undefined ? `\`${kind.otherwise}\` when absent` : "";
    const row = `| \`${before}${name}\` | ${typeOf(kind)} | ${isOptional ? otherwise : "required"} |`;
    if (kind.is === "object") return [row, ...rowsOf(kind.fields, `${before}${name}.`)];
    return kind.is === "list" && kind.of.is === "object"
      ? [row, ...rowsOf(kind.of.fields, `${before}${name}[].`)]
      : [row];
  });

const about = { item: "`item_id` or `items`", search_term: "`search_term`", page: "`page`" } as const;

/** Every name that something here knows. */
const nameRows = (): string[] => {
  const types = new Map<string, string>(Object.entries(eventTypes));
  return [...new Set([...subjects.keys(), ...types.keys()])].map((name) => {
    const subject = subjects.get(name);
    return `| \`${name}\` | ${subject === undefined ? "" : about[subject]} | ${types.get(name) ?? ""} |`;
  });
};

interface TableFile {
  grain: string;
  required: string[];
  columns: Record<string, string>;
}

const tableText = (name: string): string => {
  const { grain, required, columns } = JSON.parse(
    readFileSync(join(root, "etl/tables", `${name}.json`), "utf8"),
  ) as TableFile;
  const rows = Object.entries(columns).map(
    ([column, type]) => `| \`${column}\` | \`${type}\` | ${required.includes(column) ? "required" : ""} |`,
  );
  return `### \`${name}\`\n\nGrain: ${grain}.\n\n| column | type | |\n|---|---|---|\n${rows.join("\n")}\n`;
};

interface Rule {
  Prefix: string;
  Transitions?: { StorageClass: string; TransitionInDays: number }[];
  ExpirationInDays?: number;
}

const short = (name: string): ScalarTag => ({ tag: `!${name}`, resolve: (text: string) => text });

/** Lifecycles as the template has them. */
function lifecycleRows(): string[] {
  const template = parse(readFileSync(join(root, "infra/lake.yml"), "utf8"), {
    customTags: ["Ref", "Sub", "GetAtt"].map(short),
  }) as { Resources: { LakeBucket: { Properties: { LifecycleConfiguration: { Rules: Rule[] } } } } };
  return template.Resources.LakeBucket.Properties.LifecycleConfiguration.Rules.filter(
    ({ Prefix }) => Prefix !== "",
  ).map(({ Prefix, Transitions = [], ExpirationInDays }) => {
    const moved = Transitions.map(
      ({ StorageClass, TransitionInDays }) => `${StorageClass} after ${TransitionInDays} days`,
    );
    const gone = ExpirationInDays === undefined ? [] : [`deleted after ${ExpirationInDays} days`];
    return `| \`${Prefix}\` | ${[...moved, ...gone].join(", ")} |`;
  });
}

/** `docs/data-dictionary.md`: every field and column, read from the schema, the tables and the template. */
export function dataDictionary(): string {
  const raw = (JSON.parse(readFileSync(join(root, "etl/tables/raw_clicks.json"), "utf8")) as TableFile).columns;
  const added = Object.entries(serverFields).map(
    ([name, meaning]) => `| \`${name}\` | \`${raw[name] ?? "?"}\` | ${meaning} |`,
  );
  const tables = readdirSync(join(root, "etl/tables"))
    .filter((name) => name.endsWith(".json"))
    .sort();
  return `<!-- Made from event-schema.ts, etl/tables and infra/lake.yml by \`npm run generate\`; change those. -->

# Data dictionary

## The canonical event, version 1

As a tracker or an importer sends it. An event has at most ${number(limits.eventBytes)} bytes, ${limits.depth} levels and ${number(limits.keys)} keys. Fields that are not
here are no error: they are kept as text in \`_extra\`. Text a person wrote is mended (control characters become spaces), an id with such
characters is refused.

| field | type | |
|---|---|---|
${rowsOf(eventFields()).join("\n")}

## What the server adds

| field | type | meaning |
|---|---|---|
${added.join("\n")}

## Names of events

Any name of 1 to 40 of a-z, 0-9 and \`_\`, a letter first, is stored. These are known; Personalize learns from those with an event type.

| event | needs | event type |
|---|---|---|
${nameRows().join("\n")}

## Tables

Types are Spark's and Glue's.

${tables.map((file) => tableText(file.replace(/\.json$/, ""))).join("\n")}
## How long things are kept

| prefix | lifecycle |
|---|---|
${lifecycleRows().join("\n")}
`;
}
