import { describe, expect, it } from "@jest/globals";
import { accessText } from "../../../scripts/plan/access.ts";

const none = { lacks: [], checked: [], notChecked: {} };

describe("what plan says of permissions", () => {
  it("is one line when all is given, and names what it could not see", () => {
    expect(accessText({ ...none, checked: ["trust", "KMS"] })).toBe("Permissions to import: given (trust, KMS).");
    expect(accessText({ ...none, checked: ["KMS"], notChecked: { trust: "AccessDenied" } })).toBe(
      "Permissions to import: given (KMS); not checked: trust (AccessDenied).",
    );
  });

  it("shows what is missing with what to paste, one policy after the other", () => {
    const lacks = [
      { what: "a may not b", where: "the policy of a", add: { Action: "b" } },
      { what: "c may not d", where: "the policy of c", add: { Action: "d" }, isDenied: true },
      { what: "a may not e", where: "the policy of a", add: { Action: "e" } },
    ];
    expect(accessText({ ...none, lacks }).split("\n")).toEqual([
      "Permissions to import: 3 missing.",
      '  ! a may not b, c may not d, a may not e: add to the policy of a {"Action":"b"}, {"Action":"e"}; a Deny in the policy of c stands against it, and has to spare {"Action":"d"}',
    ]);
  });
});
