import { describe, expect, it } from "@jest/globals";
import { checkFields } from "../../../../../local/services/personalize/filters/check-fields.ts";
import { parseFilter } from "../../../../../local/services/personalize/filters/parse.ts";
import type { Field } from "../../../../../local/services/personalize/schema-fields.ts";

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  type: "long",
  isNullable: true,
  isCategorical: false,
  isTextual: false,
  ...more,
});

/** Fields F0, F1, … and a text. */
const Items = [
  ...Array.from({ length: 30 }, (_, n) => field(`F${n}`)),
  field("kind", { type: "string" }),
  field("STORY", { type: "string", isTextual: true }),
];
const Users = [field("AGE"), field("ADULT", { type: "boolean" })];
const check = (expression: string, others: string[] = []) =>
  checkFields(parseFilter(expression), { Items, Users }, new Set(others));
const using = (count: number) =>
  `INCLUDE ItemID WHERE ${Array.from({ length: count }, (_, n) => `Items.F${n} = 1`).join(" AND ")}`;

describe("the fields of a filter", () => {
  it("are at most ten, those behind IF and CurrentItem included, however often each is used", () => {
    expect(() => check(using(10))).not.toThrow();
    expect(() => check(`${using(10)} | ${using(10).replace("INCLUDE", "EXCLUDE")}`)).not.toThrow();
    const message = "A filter can use at most 10 distinct fields.";
    expect(() => check(using(11))).toThrow(message);
    expect(() => check(`${using(10)} IF CurrentUser.AGE > 1`)).toThrow(message);
    expect(() => check(`${using(10)} AND Items.F1 < CurrentItem.F20`)).toThrow(message);
  });

  it("are at most twenty over all filters of a group", () => {
    const others = Array.from({ length: 10 }, (_, n) => `Items.F${n + 15}`);
    expect(() => check(using(10), others)).not.toThrow();
    expect(() => check(using(10), [...others, "Items.F29"])).toThrow(
      "All filters of a dataset group can use at most 20 distinct fields.",
    );
  });

  it("are of the schema, in any case, and of a type that fits", () => {
    expect(() => check('INCLUDE ItemID WHERE Items.KIND IN ("a")')).not.toThrow();
    expect(() => check('INCLUDE ItemID WHERE Items.STORY IN ("a")')).toThrow("it is boolean or textual");
    expect(() => check("INCLUDE ItemID WHERE Items.F1 = 1 IF CurrentUser.ADULT = 1")).toThrow("boolean or textual");
    expect(() => check("INCLUDE ItemID WHERE Items.F1 < CurrentItem.KIND")).toThrow("only numbers can be compared");
    expect(() => check("INCLUDE ItemID WHERE Items.KIND IN CurrentItem.F1")).toThrow("IN and NOT IN match strings");
    expect(() => check("INCLUDE UserID WHERE Users.NAME = 1")).toThrow("Field NAME does not exist in the Users");
  });
});
