import { describe, expect, it } from "@jest/globals";
import { filesUnder, read } from "./files.ts";

/** Powertools' own; given as facts they are dropped, and with `message` the reason of a failure. */
const reserved = ["level", "message", "sampling_rate", "service", "timestamp"];

const calls = /\blog\.(?:debug|info|warn|error|critical)\(([^;]*)\)/g;

/** Reserved names that a call of the log writes as a key, with a value or in short. */
const reservedKeysIn = (source: string): string[] =>
  [...source.matchAll(calls)].flatMap(([, given = ""]) =>
    reserved.filter((key) => new RegExp(`[{,]\\s*${key}\\s*[:,}]`).test(given)),
  );

describe("the log", () => {
  it("is given no fact under a key of its own", () => {
    const production = [...filesUnder("functions", ".ts"), ...filesUnder("layers", ".ts")];
    expect(production.filter((file) => reservedKeysIn(read(file)).length > 0)).toEqual([]);
  });

  it.each(['log.warn("x", { rung, message });', "log.info(did, {\n  lists,\n  message: reason,\n});"])(
    "rule finds %j",
    (line) => {
      expect(reservedKeysIn(line)).toEqual(["message"]);
    },
  );
});
