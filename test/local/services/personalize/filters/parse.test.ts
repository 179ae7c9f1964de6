import { describe, expect, it } from "@jest/globals";
import { parseFilter } from "../../../../../local/services/personalize/filters/parse.ts";
import { printFilter } from "../../../../../local/services/personalize/filters/print.ts";

describe("reading a filter expression", () => {
  it.each([
    'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click", "stream")',
    'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")',
    "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($EVENT_TYPE)",
    'EXCLUDE ItemID WHERE Items.CATEGORY IN ("shoe") AND Items.DESCRIPTION NOT IN ("boot")',
    "INCLUDE ItemID WHERE Items.NUMBER_OF_DOWNLOADS < 20",
    "INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP < $DATE",
    "EXCLUDE ItemID WHERE Items.NUMBER_OF_DOWNLOADS < 20 IF CurrentUser.AGE > 18 AND CurrentUser.AGE < 30",
    'INCLUDE ItemID WHERE Items.CATEGORY IN ("watch") AND Items.DESCRIPTION IN ("luxury") IF CurrentUser.AGE > 18',
    'INCLUDE ItemID WHERE Items.GENRE IN ($GENRE) | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click", "stream")',
    "INCLUDE ItemID WHERE Items.CATEGORY_L1 IN CurrentItem.CATEGORY_L1",
    "INCLUDE ItemID WHERE Items.STUDIO IN CurrentItem.STUDIO AND Items.PRICE < CurrentItem.PRICE",
    "INCLUDE UserID WHERE Users.MEMBERSHIP_STATUS IN ($MEMBERSHIP)",
    "EXCLUDE UserID WHERE Users.AGE < $AGE",
    'INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("click", "rating")',
    String.raw`INCLUDE ItemID WHERE Items.NAME IN ("a \"b\" \\ c", "한글 | AND (")`,
  ])("knows %s, and prints it the same", (expression) => {
    expect(printFilter(parseFilter(expression))).toBe(expression);
  });

  it("does not look at the case of keywords, datasets and fields", () => {
    expect(printFilter(parseFilter('exclude itemId where INTERACTIONS.event_type in ("Purchase")'))).toBe(
      'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Purchase")',
    );
  });

  it("binds AND tighter than OR", () => {
    const [read] = parseFilter("INCLUDE ItemID WHERE Items.A = 1 OR Items.B = 2 AND Items.C = 3 OR Items.D = 4");
    expect(read?.groups.map((group) => group.map(({ field }) => field))).toEqual([["A"], ["B", "C"], ["D"]]);
  });

  it.each([
    ["", "Filter expression ends too early. (position 1)"],
    ["INCLUDE", "Filter expression ends too early. (position 8)"],
    ["KEEP ItemID", "Invalid input symbol: KEEP. Expected INCLUDE or EXCLUDE. (position 1)"],
    ["INCLUDE Item WHERE", "Invalid input symbol: Item. Expected ItemID or UserID. (position 9)"],
    ["INCLUDE ItemID IF", "Invalid input symbol: IF. Expected WHERE. (position 16)"],
    ["INCLUDE ItemID WHERE Items", "Invalid input symbol: Items. Expected Dataset.FIELD. (position 22)"],
    ["INCLUDE ItemID WHERE Items.A.B = 1", "Invalid input symbol: Items.A.B. Expected Dataset.FIELD. (position 22)"],
    [
      "INCLUDE ItemID WHERE Users.AGE > 5",
      "Invalid input symbol: Users.AGE. Expected a field of Items or Interactions. (position 22)",
    ],
    [
      "INCLUDE UserID WHERE Items.A > 5",
      "Invalid input symbol: Items.A. Expected a field of Users or Interactions. (position 22)",
    ],
    [
      "INCLUDE ItemID WHERE CurrentUser.AGE > 5",
      "Invalid input symbol: CurrentUser.AGE. Expected a field of Items or Interactions. (position 22)",
    ],
    [
      'INCLUDE ItemID WHERE Interactions.DEVICE IN ("x")',
      "Invalid input symbol: Interactions.DEVICE. Of Interactions only EVENT_TYPE can be filtered. (position 22)",
    ],
    [
      "INCLUDE ItemID WHERE Interactions.EVENT_TYPE > 5",
      "Invalid input symbol: >. EVENT_TYPE can only be used with IN and NOT IN. (position 46)",
    ],
    [
      'INCLUDE ItemID WHERE Items.A = 1 AND Interactions.EVENT_TYPE IN ("x")',
      "Invalid input symbol: Interactions.EVENT_TYPE. All conditions of one expression must use the same dataset. (position 38)",
    ],
    [
      "INCLUDE ItemID WHERE Items.A NOT IN ($p)",
      "Invalid input symbol: $p. Placeholders are not allowed with NOT_IN operator. (position 38)",
    ],
    [
      'INCLUDE ItemID WHERE Items.A NOT IN ("x", $p)',
      "Invalid input symbol: $p. Placeholders are not allowed with NOT_IN operator. (position 43)",
    ],
    ["INCLUDE ItemID WHERE Items.A NOT = 5", "Invalid input symbol: =. Expected IN. (position 34)"],
    [
      "INCLUDE ItemID WHERE Items.A LIKE 5",
      "Invalid input symbol: LIKE. Expected IN, NOT IN or a comparison. (position 30)",
    ],
    ['INCLUDE ItemID WHERE Items.A = "5"', 'Invalid input symbol: "5". Only numbers can be compared. (position 32)'],
    [
      "INCLUDE ItemID WHERE Items.A IN (5)",
      "Invalid input symbol: 5. Expected a value in quotes or a placeholder. (position 34)",
    ],
    [
      "INCLUDE ItemID WHERE Items.A IN ()",
      "Invalid input symbol: ). Expected a value in quotes or a placeholder. (position 34)",
    ],
    ['INCLUDE ItemID WHERE Items.A IN ("x"', "Filter expression ends too early. (position 37)"],
    ['INCLUDE ItemID WHERE Items.A IN "x"', 'Invalid input symbol: "x". Expected (. (position 33)'],
    [
      'INCLUDE ItemID WHERE Items.A IN ("*")',
      'Invalid input symbol: "*". * can only be used with Interactions.EVENT_TYPE. (position 34)',
    ],
    [
      "INCLUDE ItemID WHERE Items.A NOT IN CurrentItem.A",
      "Invalid input symbol: CurrentItem.A. Expected (. (position 37)",
    ],
    [
      "INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN CurrentItem.A",
      "Invalid input symbol: CurrentItem.A. CurrentItem can only be compared with Items. (position 49)",
    ],
    [
      "INCLUDE ItemID WHERE Items.A = 1 IF Items.B = 2",
      "Invalid input symbol: Items.B. Expected a field of CurrentUser. (position 37)",
    ],
    [
      "INCLUDE ItemID WHERE Items.A = 1 IF CurrentUser.A = 1 OR CurrentUser.B = 2",
      "Invalid input symbol: OR. Expected |. (position 55)",
    ],
    [
      "INCLUDE ItemID WHERE Items.A = 1 IF CurrentUser.A > CurrentItem.B",
      "Invalid input symbol: CurrentItem.B. CurrentItem can only be compared with Items. (position 53)",
    ],
    [
      "INCLUDE ItemID WHERE Items.A = 1 | EXCLUDE UserID WHERE Users.A = 1",
      "Invalid input symbol: UserID. All expressions of a filter must filter the same. (position 44)",
    ],
    ["INCLUDE ItemID WHERE Items.A = 1 |", "Filter expression ends too early. (position 35)"],
    ["INCLUDE ItemID WHERE (Items.A = 1)", "Invalid input symbol: (. Expected Dataset.FIELD. (position 22)"],
    [
      "INCLUDE ActionID WHERE Actions.A = 1",
      "Invalid input symbol: ActionID. ActionID is not part of this local Personalize: it needs Actions datasets. (position 9)",
    ],
    [
      `INCLUDE ItemID WHERE Items.A = $${"p".repeat(51)}`,
      `Invalid input symbol: $${"p".repeat(51)}. A placeholder has at most 50 characters. (position 32)`,
    ],
    ["INCLUDE ItemID WHERE Items.A = 'x'", "Invalid input symbol: 'x'. (position 32)"],
  ])("refuses %s, and says where", (expression, message) => {
    expect(() => parseFilter(expression)).toThrow(message);
    expect(() => parseFilter(expression)).toThrow(expect.objectContaining({ name: "InvalidInputException", message }));
  });
});
