import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { Catalogue } from "../../../../../local/services/personalize/data/catalogue.ts";
import { applyFilter } from "../../../../../local/services/personalize/filters/apply.ts";
import {
  comparisons,
  type Condition,
  type DatasetName,
  type Expression,
} from "../../../../../local/services/personalize/filters/grammar.ts";
import { parseFilter } from "../../../../../local/services/personalize/filters/parse.ts";
import { printFilter } from "../../../../../local/services/personalize/filters/print.ts";
import { passes, type SmallShop } from "./naive.ts";

/** Words that make trouble where they can, and few enough to meet. */
const words = ["a", "b", "c", "AND", "한글", 'say "x"', "back\\slash", "(1, 2)"];
const word = fc.constantFrom(...words);
const price = fc.integer({ min: -3, max: 3 });
const eventType = fc.constantFrom("View", "Purchase", "Click");
const [textField, numberField] = [fc.constantFrom("KIND", "BRAND"), fc.constantFrom("PRICE", "AGE")];

const listed = (dataset: DatasetName, text: fc.Arbitrary<string>) => {
  const field = dataset === "Interactions" ? fc.constant("EVENT_TYPE") : textField;
  const values = fc.array(text, { minLength: 1, maxLength: 3 }).map((texts) => texts.map((each) => ({ text: each })));
  const common = { dataset: fc.constant(dataset), field };
  const given = fc.constantFrom("KINDS", "TYPES").map((parameter) => [{ parameter }]);
  const current = fc.constantFrom("KIND", "BRAND").map((currentItem) => [{ currentItem }]);
  return fc.oneof(
    fc.record({ ...common, operator: fc.constantFrom("IN" as const, "NOT IN" as const), values }),
    fc.record({ ...common, operator: fc.constant("IN" as const), values: given }),
    ...(dataset === "Items" ? [fc.record({ ...common, operator: fc.constant("IN" as const), values: current })] : []),
  );
};

const compared = (dataset: DatasetName) =>
  fc.record({
    dataset: fc.constant(dataset),
    field: numberField,
    operator: fc.constantFrom(...comparisons),
    values: fc.oneof(
      price.map((number) => [{ number: String(number) }]),
      fc.constant([{ parameter: "LIMIT" }]),
      ...(dataset === "Items" ? [fc.constant([{ currentItem: "PRICE" }])] : []),
    ),
  });

const conditionOf = (dataset: DatasetName): fc.Arbitrary<Condition> =>
  dataset === "Interactions"
    ? listed(dataset, fc.oneof(eventType, fc.constantFrom("purchase", "*")))
    : fc.oneof(listed(dataset, word), compared(dataset));

const expression: fc.Arbitrary<Expression> = fc
  .constantFrom("Items" as const, "Interactions" as const)
  .chain((dataset) =>
    fc.record({
      action: fc.constantFrom("INCLUDE" as const, "EXCLUDE" as const),
      subject: fc.constant("ItemID" as const),
      groups: fc.array(fc.array(conditionOf(dataset), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      onlyIf: fc.array(conditionOf("CurrentUser"), { maxLength: 2 }),
    }),
  );
const filter = fc.array(expression, { minLength: 1, maxLength: 3 });

const several = fc.array(word, { minLength: 1, maxLength: 2 }).map((texts) => texts.join("|"));
const row = fc.record({
  KIND: fc.option(several),
  BRAND: fc.option(several),
  PRICE: fc.option(price.map(String)),
  AGE: fc.option(price.map((number) => `${number}.0`)),
});
const ids = ["i0", "i1", "i2", "i3", "i4", "i5"];
const shop: fc.Arbitrary<SmallShop> = fc.record({
  items: fc.tuple(...ids.map(() => row)).map((rows) => Object.fromEntries(rows.map((each, at) => [`i${at}`, each]))),
  user: row,
  current: row,
  events: fc.array(fc.record({ item: fc.constantFrom(...ids, "unheard-of"), type: eventType }), { maxLength: 8 }),
  values: fc.record({
    KINDS: fc
      .array(word, { minLength: 1, maxLength: 2 })
      .map((texts) => texts.map((text) => JSON.stringify(text)).join()),
    TYPES: fc.constant('"View","Click"'),
    LIMIT: price.map(String),
  }),
});

const catalogueOf = (rows: Readonly<Record<string, Readonly<Record<string, string | null>>>>): Catalogue => {
  const catalogue = new Catalogue();
  for (const [id, values] of Object.entries(rows)) catalogue.put(id, values);
  return catalogue;
};

/** The filter as the service applies it. */
const applied = (expressions: readonly Expression[], { items, user, current, events, values }: SmallShop) =>
  applyFilter(
    {
      catalogues: {
        of: (_, type) => catalogueOf(type === "USERS" ? { somebody: user } : { ...items, asked: current }),
      },
      pasts: {
        itemsWith: (_, __, isMeant) => new Set(events.filter(({ type }) => isMeant(type)).map(({ item }) => item)),
        usersWith: () => new Set(),
      },
    },
    "group",
    expressions,
    { userId: "somebody", itemId: "asked", filterValues: values },
  );

const runs = { numRuns: 2000 };

describe("any filter", () => {
  it("is read back from its own print", () => {
    fc.assert(
      fc.property(filter, (expressions) => expect(parseFilter(printFilter(expressions))).toEqual(expressions)),
      runs,
    );
  });

  it("is read the same with other spaces and other case", () => {
    fc.assert(
      fc.property(filter, (expressions) => {
        const text = printFilter(expressions);
        const loose = text.replaceAll(/"(?:[^"\\]|\\.)*"|\$\w+|\w+|\s/g, (part) =>
          part.startsWith('"') || part.startsWith("$") ? part : part === " " ? " \n\t" : part.toLowerCase(),
        );
        expect(parseFilter(loose)).toEqual(expressions);
      }),
      runs,
    );
  });

  it("keeps the items that a reader of the developer guide would keep", () => {
    fc.assert(
      fc.property(filter, shop, (expressions, small) => {
        const test = applied(expressions, small);
        const all = [...ids, "unheard-of"];
        expect(all.filter(test)).toEqual(all.filter((id) => passes(expressions, id, small)));
      }),
      runs,
    );
  });

  it("wants every value of an INCLUDE, and leaves out an EXCLUDE that lacks one", () => {
    fc.assert(
      fc.property(filter, shop, (expressions, small) => {
        const bare = { ...small, values: {} };
        const isWanting = expressions.some(
          ({ action, groups, onlyIf }) =>
            action === "INCLUDE" &&
            [...groups.flat(), ...onlyIf].some(({ values }) => values.some((value) => "parameter" in value)),
        );
        if (isWanting) expect(() => applied(expressions, bare)).toThrow("Missing value for filter parameter");
        else expect(ids.filter(applied(expressions, bare))).toEqual(ids.filter((id) => passes(expressions, id, bare)));
      }),
      runs,
    );
  });
});
