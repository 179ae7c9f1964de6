import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { allNotes } from "../../local/notes.ts";
import { allRefusals } from "../wire/refusals/all.ts";

/** Files of test/wire that hold a service's stories. */
const files: Readonly<Record<string, string>> = {
  eventbridge: "events",
  "personalize-runtime": "personalize",
  "personalize-events": "personalize",
  cloudformation: "sts",
};
const nowhere = { account: "", region: "", bucket: "", role: "", name: String };

describe("the wire tests", () => {
  it.each(allNotes)("send every operation of $wire", ({ wire, operations }) => {
    const text = globSync(`test/wire/${files[wire] ?? wire}{.test,-*}.ts`)
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const sent = new Set([...text.matchAll(/\bnew (?:\w+\.)?(\w+)Command\(/g)].map(([, operation]) => operation));
    expect(Object.keys(operations).filter((operation) => !sent.has(operation))).toEqual([]);
  });

  it.each(allNotes)("see an error of every operation of $wire", ({ wire, operations }) => {
    expect(Object.keys(allRefusals[wire]?.refusals(nowhere) ?? {}).sort()).toEqual(Object.keys(operations).sort());
  });
});
