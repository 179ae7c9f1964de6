import { parseArgs } from "node:util";
import { PutEventsCommand } from "@aws-sdk/client-personalize-events";
import type { Interactions } from "../../local/recommender/interactions.ts";
import { arnOf, aShop, type Shop } from "../../test/local/services/personalize/a-shop.ts";
import { generate } from "./generate.ts";
import { readEvents } from "./read-table.ts";
import { lines } from "./table.ts";

const help = `npm run recommend:withheld -- [--train FILE --test FILE] [--sessions 1000]

Imports the training sessions into the local AWS, trains user-personalization-v2, deploys a campaign, and asks it over HTTP for the
last item of test sessions: with all earlier events sent by PutEvents, and with the newest one, two and three withheld; then sends what
was withheld and asks again. Without files: made-up clicks.`;

const DEPTH = 20;
/** The one to be found, one that is always known, and three to withhold. */
const SHORTEST = 5;
const WITHHELD = [0, 1, 2, 3];

interface Figures {
  hitRate: number;
  mrr: number;
}

function csvOf({ users, items, eventTypes, offsets, item, type }: Interactions): string {
  const rows = ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"];
  for (const [user, id] of users.entries())
    for (let event = offsets[user] ?? 0; event < (offsets[user + 1] ?? 0); event++)
      rows.push(`${id},${items[item[event] ?? 0]},${1_600_000_000 + event},${eventTypes[type[event] ?? 0] || "View"},`);
  return rows.join("\n");
}

/** The newest events of up to `most` long sessions, at most eleven of each. */
function sessionsOf({ items, offsets, item }: Interactions, from: number, most: number): string[][] {
  const sessions: string[][] = [];
  for (let user = from; user + 1 < offsets.length && sessions.length < most; user++) {
    const events = Array.from(item.subarray(offsets[user], offsets[user + 1]), (each) => items[each] ?? "");
    if (events.length >= SHORTEST) sessions.push(events.slice(-11));
  }
  return sessions;
}

async function serving(train: string): Promise<{ shop: Shop; trackingId: string | undefined }> {
  const shop = await aShop();
  await shop.datasets();
  await shop.import("sessions", "INTERACTIONS", train);
  await shop.solution("personal", "aws-user-personalization-v2");
  const { status, failureReason } = await shop.train("personal", "v1");
  if (status !== "ACTIVE") throw new Error(`training ended ${status}: ${failureReason}`);
  await shop.campaign("personal", arnOf("solution", "personal/v1"));
  const trackingId = await shop.tracker();
  await shop.recommended("personal", { userId: "nobody" }); // sessions are next folded in two hours later: none teaches another
  return { shop, trackingId };
}

/** Of what is asked after the known events, and after the withheld ones were sent as well. */
async function ask(
  { shop, trackingId }: Awaited<ReturnType<typeof serving>>,
  sessions: readonly string[][],
  withheld: number,
): Promise<{ without: Figures; sent: Figures }> {
  const tallies = { without: { hitRate: 0, mrr: 0 }, sent: { hitRate: 0, mrr: 0 } };
  const send = async (userId: string, itemIds: readonly string[], at: number) => {
    if (itemIds.length === 0) return;
    const eventList = itemIds.map((itemId, n) => ({
      eventType: "View",
      itemId,
      sentAt: new Date(shop.cloud.clock.now() + (at + n) * 1000),
    }));
    await shop.clients().events.send(new PutEventsCommand({ trackingId, userId, sessionId: userId, eventList }));
  };
  for (const [n, events] of sessions.entries()) {
    const userId = `asked-${withheld}-${n}`;
    const [past, wanted] = [events.slice(0, -1), events.at(-1)];
    const known = past.slice(0, past.length - withheld);
    const add = async (tally: Figures) => {
      const list = await shop.recommended("personal", { userId, numResults: DEPTH });
      const rank = list.findIndex(({ itemId }) => itemId === wanted) + 1;
      if (rank === 0) return;
      tally.hitRate += 1 / sessions.length;
      tally.mrr += 1 / rank / sessions.length;
    };
    await send(userId, known, 0);
    await add(tallies.without);
    await send(userId, past.slice(known.length), known.length);
    await add(tallies.sent);
  }
  return tallies;
}

const { values } = parseArgs({
  options: {
    train: { type: "string" },
    test: { type: "string" },
    sessions: { type: "string", default: "1000" },
    help: { type: "boolean", short: "h", default: false },
  },
});

async function main(): Promise<void> {
  const { train, test } = values;
  const made = () => generate({ events: 120_000, users: 12_000, items: 2000, seed: 5 });
  const all = train !== undefined && test !== undefined ? readEvents([train, test]) : made();
  const firstTest = train === undefined ? 10_000 : readEvents([train]).users.length;
  const before = { ...all, users: all.users.slice(0, firstTest), offsets: all.offsets.slice(0, firstTest + 1) };
  const sessions = sessionsOf(all, firstTest, Number(values.sessions));
  process.stderr.write(`importing and training on ${before.offsets[firstTest]} events\n`);
  const served = await serving(csvOf(before));
  try {
    const rows: string[][] = [];
    for (const withheld of WITHHELD) {
      process.stderr.write(`asking with ${withheld} withheld\n`);
      const { without, sent } = await ask(served, sessions, withheld);
      const figures = [without.hitRate, without.mrr, sent.hitRate, sent.mrr].map((value) => value.toFixed(3));
      rows.push([String(withheld), ...figures]);
    }
    const head = ["newest withheld", `HR@${DEPTH}`, `MRR@${DEPTH}`, "HR once sent by PutEvents", "MRR once sent"];
    console.log(`${train ?? "made-up clicks"}: ${sessions.length} sessions of ${SHORTEST} events and more, over HTTP`);
    console.log(lines([head, head.map(() => "---"), ...rows]).join("\n"));
  } finally {
    await served.shop.cloud.close();
  }
}

if (values.help) console.log(help);
else await main();
