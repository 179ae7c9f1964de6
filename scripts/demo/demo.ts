import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RecommendationsMart } from "@millrace/core/domain/marts";
import type { Run } from "@millrace/core/domain/run";
import { send, type Tally } from "../import/send.ts";
import { writeDatabase } from "../petshop/database.ts";
import { makeShop, type Shop } from "../petshop/shop.ts";
import { progress } from "../progress.ts";
import { count, duration } from "../words.ts";
import type { Operator } from "./api.ts";
import { listsSeen, type ListsSeen } from "./lists-seen.ts";
import { measureRecommendations, type Latency } from "./measure.ts";
import { pickSamples, type Sample } from "./samples.ts";
import { visitShop } from "./visit-shop.ts";
import { waitForEvents, waitForRun, type Counts } from "./wait.ts";

/** What the first start did, for the table at its end. */
export interface Story {
  readonly tally: Tally;
  readonly counts: Counts;
  readonly run: Run;
  readonly objects: { raw: number; lake: number };
  readonly partitions: number;
  readonly jobRuns: { lake: number; export: number };
  readonly latency: Latency;
  /** What the lake says of the lists that visitors saw once the model was live. */
  readonly lists: readonly ListsSeen[];
  readonly samples: readonly Sample[];
  /** From the first click to now, ms. */
  readonly tookMs: number;
}

/** How far the first start came: written after each part, so that a killed one goes on where it was. */
interface Bookmark {
  readonly seed: number;
  /** When the thirty days end, ms. */
  readonly now: number;
  tally?: Tally;
  run?: string;
  /** What visitors did once the model was live. */
  visits?: Tally;
  isDone?: boolean;
}

const seed = 20_261_121;
const measuredRequests = 1_000;
const visitorsOfNow = 600;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The bookmark of the demo in an instance's directory. */
export const bookmarkOf = (directory: string) => {
  const path = join(directory, "demo.json");
  return {
    read: (): Bookmark | undefined =>
      existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Bookmark) : undefined,
    write: (bookmark: Bookmark): void => writeFileSync(path, JSON.stringify(bookmark)),
  };
};

/** The shop's own files: its database, and what its pages read. */
export const furnish = (shop: Shop, directory: string, productDatabase: string): void => {
  writeDatabase(productDatabase, shop);
  mkdirSync(join(directory, "site"), { recursive: true });
  writeFileSync(
    join(directory, "site", "products.json"),
    JSON.stringify(shop.products.map(({ shelf: _shelf, brand: _brand, appeal: _appeal, ...product }) => product)),
  );
};

const sumOf = (one: Tally, other: Tally): Tally => ({
  sent: one.sent + other.sent,
  accepted: one.accepted + other.accepted,
  rejected: one.rejected + other.rejected,
  duplicates: one.duplicates + other.duplicates,
});

const follow = (run: Run): string =>
  Object.entries(run.steps)
    .map(([name, { status }]) => `${name} ${{ waiting: "·", running: "…", done: "✓", failed: "✗" }[status]}`)
    .join("  ");

/** Everything from clicks to recommendations, through the doors that anyone has. */
export const playDemo = async (
  aws: Operator,
  at: { directory: string; site: string; writeKey: string; prefix: string; productDatabase: string },
): Promise<Story> => {
  const started = Date.now();
  const bookmark = bookmarkOf(at.directory);
  const mark: Bookmark = bookmark.read() ?? { seed, now: started };
  bookmark.write(mark);

  const shop = makeShop(mark.seed, mark.now);
  furnish(shop, at.directory, at.productDatabase);
  say(
    `몽스토어: ${count(shop.products.length)} products, ${count(shop.visitors.length)} visitors, ${count(shop.events.length)} clicks of 30 days, ${count(shop.purchases.length)} orders in its database`,
  );

  if (mark.tally === undefined) {
    const bar = progress("clicks → POST /v1/events ", shop.events.length, "events");
    mark.tally = await send(
      shop.events,
      { site: at.site, writeKey: at.writeKey },
      {
        onProgress: ({ sent, rejected }) => bar.update(sent, rejected > 0 ? `${rejected} rejected` : ""),
      },
    ).finally(() => bar.stop());
    bookmark.write(mark);
  }
  const { accepted } = mark.tally;
  const lakeBar = progress("Firehose → S3 → ETL → T1 ", accepted, "events");
  await waitForEvents(aws, accepted, (stored) => lakeBar.update(stored)).finally(() => lakeBar.stop());

  if (mark.run === undefined) {
    mark.run = await aws.retrain();
    bookmark.write(mark);
  }
  let shown = "";
  const run = await waitForRun(aws, mark.run, (seen) => {
    const line = follow(seen);
    if (line !== shown) say(`run ${seen.id}: ${line}`);
    shown = line;
  });
  say(`run ${run.id} took ${duration((run.endedAt ?? Date.now()) - run.openedAt)}`);

  const members = shop.visitors.flatMap(({ userId }) => userId ?? []);
  const bar = progress("GET /v1/recommendations  ", measuredRequests, "requests");
  const latency = await measureRecommendations(at.site, members, measuredRequests, (done) => bar.update(done)).finally(
    () => bar.stop(),
  );
  const samples = await pickSamples(shop, at.site);

  if (mark.visits === undefined) {
    const measured = new Set(members.slice(0, measuredRequests)); // their lists are kept for a while, these are to be new
    const others = shop.visitors.filter(({ userId }) => userId === undefined || !measured.has(userId));
    const visiting = progress("lists seen and clicked     ", visitorsOfNow, "visitors");
    const events = await visitShop(at.site, shop, others.slice(0, visitorsOfNow), mark.seed, (done) =>
      visiting.update(done),
    ).finally(() => visiting.stop());
    mark.visits = await send(events, { site: at.site, writeKey: at.writeKey });
    bookmark.write(mark);
  }
  const tally = sumOf(mark.tally, mark.visits);
  const counts = await waitForEvents(aws, tally.accepted, () => undefined);
  const seen = await aws.readJson<RecommendationsMart>("marts/recommendations.json");

  const story: Story = {
    tally,
    counts,
    run,
    objects: { raw: await aws.countObjects("raw/"), lake: await aws.countObjects("") },
    partitions: await aws.partitions("raw_clicks"),
    jobRuns: {
      lake: (await aws.jobRuns(`${at.prefix}-lake`)).length,
      export: (await aws.jobRuns(`${at.prefix}-export`)).length,
    },
    latency,
    lists: seen === undefined ? [] : listsSeen(seen),
    samples,
    tookMs: Date.now() - started,
  };
  bookmark.write({ ...mark, isDone: true });
  return story;
};
