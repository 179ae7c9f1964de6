import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { parseFault } from "../../../local/faults/fault.ts";
import { aShop, interactionsCsv, type Shop } from "../services/personalize/a-shop.ts";

let shop: Shop;
const add = (text: string) => shop.cloud.platform().faults.add(parseFault(text));

beforeAll(async () => {
  shop = await aShop();
  await shop.datasets();
});
afterAll(() => shop.cloud.close());

it("fails an import with the reason it was told, of that dataset alone, and the next one is good", async () => {
  add("personalize.import.INTERACTIONS:fail=Input csv has invalid rowsx1");
  const [first, second] = [
    await shop.import("one", "INTERACTIONS", interactionsCsv()),
    await shop.import("two", "INTERACTIONS", interactionsCsv()),
  ];
  expect([first.status, first.failureReason, second.status]).toEqual([
    "CREATE FAILED",
    "Input csv has invalid rows",
    "ACTIVE",
  ]);
});

it("fails a training with the reason it was told, and the next one is good", async () => {
  await shop.solution("popular", "aws-popularity-count");
  add("personalize.training:failx1");
  const [first, second] = [await shop.train("popular", "one"), await shop.train("popular", "two")];
  expect([first.status, first.failureReason, second.status]).toEqual(["CREATE FAILED", "Internal error.", "ACTIVE"]);
});
