import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CreateFilterCommand, UpdateCampaignCommand } from "@aws-sdk/client-personalize";
import { parsePipeline, type Pipeline } from "@millrace/core/domain/pipeline";
import { parse } from "yaml";
import { adopt } from "../../../scripts/plan/adopt.ts";
import { planOf, planText } from "../../../scripts/plan/plan.ts";
import { look, type Seen } from "../../../scripts/plan/seen.ts";
import { aShop, arnOf, groupArn, interactionsCsv, type Shop } from "../../local/services/personalize/a-shop.ts";

const name = "millrace-dev";
const written: Pipeline = parsePipeline(parse(readFileSync("pipeline.yml", "utf8")));
const kinds = (changes: ReturnType<typeof planOf>) => changes.map(({ kind, what }) => `${kind} ${what}`);

describe("plan", () => {
  let shop: Shop;
  let seen: Seen;

  /** A Personalize set up by hand, with names and habits of its own. */
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    await shop.import("first", "INTERACTIONS", interactionsCsv());
    await shop.solution("for-you", "aws-user-personalization-v2");
    await shop.solution("bestsellers", "aws-popularity-count");
    const version = await shop.train("for-you", "v1");
    await shop.campaign("landing", String(version.solutionVersionArn));
    await shop.filter("in-stock", 'INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes")');
    seen = await look(shop.clients().control, groupArn);
  }, 60_000);
  afterAll(() => shop.cloud.close());

  it("would create everything where nothing is", async () => {
    const empty = await look(shop.clients().control, `${groupArn}-nowhere`);
    const changes = planOf(written, name, empty);
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(["create"]));
    expect(planText(changes)).toMatch(
      /^ {2}\+ dataset group millrace-dev will be created\n[^]*\nPlan: 11 to create, 0 to change, 0 to destroy; 0 drifted/,
    );
  });

  it("reads what is there into a pipeline.yml that leaves it in place", () => {
    const { text, left } = adopt(seen, name, ["p1"]);
    const adopted = parsePipeline(parse(text));

    expect(left).toEqual([]);
    expect(adopted).toMatchObject({
      datasetGroup: "shop",
      solutions: [
        { name: "bestsellers", resource: "bestsellers", role: "baseline" },
        { name: "for-you", resource: "for-you", gate: true },
      ],
      campaigns: [{ name: "landing", resource: "landing", solution: "for-you", minProvisionedTPS: 1 }],
      filters: [{ name: "in-stock", resource: "in-stock" }],
      placements: { home: { campaign: "landing", needs: "user" } },
    });
    expect(kinds(planOf(adopted, name, seen)).filter((line) => !line.startsWith("same"))).toEqual([
      "change dataset items",
      "create dataset users",
      "create event tracker",
    ]);
  });

  it("names columns that come and go, and what has drifted", async () => {
    const adopted = parsePipeline(parse(adopt(seen, name, ["p1"]).text));
    const [solution] = adopted.solutions;
    const other: Pipeline = {
      ...adopted,
      solutions: [{ ...adopted.solutions[1]!, recipe: "aws-sims" }, solution!],
      campaigns: [{ ...adopted.campaigns[0]!, minProvisionedTPS: 3 }],
      filters: [],
    };
    const changes = planOf(other, name, seen);
    const of = (what: string) => changes.find((change) => change.what.startsWith(what));

    expect(of("dataset items")?.details.slice(1)).toEqual([
      "+ columns: NAME, NAME_EN, CATEGORY_L2, CATEGORY_L3, CREATION_TIMESTAMP",
    ]);
    expect(of("solution for-you")).toMatchObject({
      kind: "drift",
      details: ['~ recipe: "aws-user-personalization-v2" → "aws-sims"'],
    });
    expect(of("campaign landing")).toMatchObject({
      kind: "change",
      details: expect.arrayContaining(["~ minProvisionedTPS: 1 → 3"]),
    });
    expect(of("filter in-stock")).toMatchObject({ kind: "unmanaged" });
  });

  it("sees what somebody changed by hand", async () => {
    const { control } = shop.clients();
    const adopted = parsePipeline(parse(adopt(seen, name, ["p1"]).text));
    const campaignArn = arnOf("campaign", "landing");
    await control.send(
      new UpdateCampaignCommand({ campaignArn, minProvisionedTPS: 7, solutionVersionArn: seen.campaigns[0]?.version }),
    );
    await control.send(
      new CreateFilterCommand({
        name: "odd",
        datasetGroupArn: groupArn,
        filterExpression: 'EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("cat")',
      }),
    );
    const changes = planOf(adopted, name, await look(control, groupArn));
    expect(kinds(changes)).toEqual(
      expect.arrayContaining(["change campaign landing (landing)", "unmanaged filter odd"]),
    );
  });
});

describe("adopt", () => {
  const there: Seen = {
    group: { name: "shop", status: "ACTIVE" },
    datasets: [],
    trackers: [],
    filters: [{ name: "thrillers", expression: 'INCLUDE ItemID WHERE Items.GENRE IN ("Thriller")' }],
    solutions: [
      { name: "shop-users", recipe: "aws-item-affinity", trainsByItself: true, events: [], parameters: {} },
      { name: "shop-like-this", recipe: "aws-sims", trainsByItself: true, events: [], parameters: {} },
    ],
    campaigns: [
      {
        name: "shop-pdp",
        solution: "shop-like-this",
        version: "v",
        minProvisionedTPS: 2,
        followsLatest: true,
        givesMetadata: true,
      },
    ],
  };

  it("says what it leaves, and shortens names", () => {
    const { text, left } = adopt(there, name, []);
    expect(left).toEqual([
      "solution shop-users: aws-item-affinity serves no lists of items",
      "filter thrillers: Items.GENRE is no column of what is exported here",
    ]);
    expect(text).toMatch(/^# Read from dataset group shop[^]*# not taken over: filter thrillers/);
    const pipeline = parsePipeline(parse(text));
    expect(pipeline.solutions).toMatchObject([{ name: "like-this", resource: "shop-like-this" }]);
    expect(pipeline.placements).toMatchObject({ pdp: { needs: "item", metadata: ["NAME", "PRICE"] } });
    expect(planText(planOf(pipeline, name, there))).toMatch(
      /automatic training: true → false[^]*round the gate: true → false/,
    );
  });

  it("exports events under the types that a solution filters by", () => {
    const solution = {
      name: "shop-home",
      recipe: "aws-user-personalization-v2",
      trainsByItself: false,
      parameters: {},
    };
    const events = [{ type: "watched" }, { type: "AddToCart" }, { type: "BOUGHT", threshold: 1 }, { type: "ABC" }];
    const { text, left } = adopt({ ...there, solutions: [{ ...solution, events }] }, name, ["p1"]);

    expect(text).toContain(
      "# guessed: event type watched is taken for view_item\n# guessed: event type BOUGHT is taken for purchase",
    );
    expect(left).toContain("solution shop-home: events of type ABC are not exported here");
    const pipeline = parsePipeline(parse(text));
    expect(pipeline.interactions).toMatchObject({ view_item: "watched", add_to_cart: "AddToCart", purchase: "BOUGHT" });
    expect(pipeline.solutions[0]?.events.map(({ type }) => type)).toEqual(["watched", "AddToCart", "BOUGHT"]);
  });

  it("refuses where there is nothing", () => {
    expect(() => adopt({ ...there, group: undefined }, name, [])).toThrow(/no such dataset group/);
  });
});
