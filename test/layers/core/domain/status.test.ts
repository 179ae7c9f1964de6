import { describe, expect, it } from "@jest/globals";
import { JobRunState } from "@aws-sdk/client-glue";
import { glueStates, meaningOfGlue, meaningOfPersonalize, UnknownStatus } from "@millrace/core/domain/status";

describe("a status", () => {
  it.each([
    ["ACTIVE", "done"],
    ["CREATE PENDING", "running"],
    ["CREATE IN_PROGRESS", "running"],
    ["CREATE STOPPING", "running"],
    ["CREATE FAILED", "failed"],
    ["CREATE STOPPED", "failed"],
    ["DELETE PENDING", "running"],
    ["DELETE IN_PROGRESS", "running"],
  ])("%s means %s", (word, meaning) => {
    expect(meaningOfPersonalize(word)).toBe(meaning);
  });

  it.each(["", "undefined", "CREATE_PENDING", "active", "constructor", "toString"])(
    "%j is an error, not pending",
    (word) => {
      expect(() => meaningOfPersonalize(word)).toThrow(UnknownStatus);
      expect(() => meaningOfGlue(word)).toThrow(UnknownStatus);
    },
  );

  it("of a job run is known for every state the SDK knows", () => {
    expect([...glueStates].sort()).toEqual(Object.values(JobRunState).sort());
  });
});
