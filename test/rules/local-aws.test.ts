import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { faultNotes } from "../../local/faults/notes.ts";
import { parseFault } from "../../local/faults/fault.ts";
import type { ServiceDocument } from "../../local/host/document.ts";
import { projectOf } from "../../local/host/project.ts";
import { needsByService } from "../../local/iam/needs/all.ts";
import { manualClock } from "../../local/kernel/clock.ts";
import { startInstance, type Instance } from "../../local/kernel/instance.ts";
import { allNotes } from "../../local/notes.ts";
import { servicesOf } from "../../local/services.ts";
import { localAwsDocs } from "../../scripts/local-aws-docs.ts";

const where = { account: "000000000000", region: "ap-northeast-2" };
const handlers = new Map<string, readonly string[]>();
let instance: Instance;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "millrace-notes-"));
  const document: ServiceDocument = { service: "none", provider: {} };
  instance = await startInstance({
    clock: manualClock(0),
    directory,
    port: 0,
    services(platform) {
      const made = servicesOf(platform, { project: projectOf(document, where), root: directory });
      for (const { handles } of made.services) handlers.set(handles.name, handles.operations);
      return made;
    },
  });
});
afterAll(async () => {
  await instance.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("the notes about the local AWS", () => {
  it("are there for every service", () => {
    expect(allNotes.map(({ wire }) => wire).sort()).toEqual([...handlers.keys()].sort());
  });

  it.each(allNotes)("of $wire have a row for every handler, and a handler for every row", ({ wire, operations }) => {
    expect(Object.keys(operations).sort()).toEqual([...(handlers.get(wire) ?? [])].sort());
  });

  it("are never vague", () => {
    const vague = /\betc\b|and so on|some (things|features)|mostly|as AWS does\.?$|not supported|TODO/i;
    const rows = allNotes.flatMap(({ wire, operations }) =>
      Object.entries(operations).map(([name, note]) => ({ name: `${wire}.${name}`, ...note })),
    );
    const poor = rows.filter(
      ({ does, simplified }) =>
        does.length < 10 || simplified.length < 7 || vague.test(does) || vague.test(simplified) || !/[.:]$/.test(does),
    );
    expect(poor).toEqual([]);
  });

  it("name faults that can strike", () => {
    const example = (on: string): string => /`([a-zA-Z0-9.]+)`/.exec(on)?.[1]?.replace(/^SERVICE.*/, "s3") ?? "";
    for (const { on, kind } of faultNotes) expect(parseFault(`${example(on)}:${kind}`).kind).toBe(kind);
  });

  it("are what docs/local-aws.md says", () => {
    expect(readFileSync("docs/local-aws.md", "utf8")).toBe(localAwsDocs());
  });
});

it("knows what permission every service's calls need", () => {
  expect(Object.keys(needsByService(() => undefined)).sort()).toEqual([...handlers.keys()].sort());
});
