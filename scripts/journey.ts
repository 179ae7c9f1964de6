import { parseArgs } from "node:util";
import { shopHistory, taobaoHistory, type History } from "./journey/data.ts";
import { journeyTable } from "./journey/table.ts";
import { openTrainer } from "./journey/train.ts";
import { makeShop } from "./petshop/shop.ts";
import { duration } from "./words.ts";

const help = `npm run journey [-- --taobao FILE] [-- --seed 20261121]

The journey of a shop that begins with its purchases alone and then adds views, carts and likes: trains both on the embedded
Personalize and prints the first model beside the second. Each is measured by Personalize's rule on its own data: a tenth of its
users, whose newest tenth of events is hidden.

  --taobao FILE  also for real visitors: Alibaba's UserBehavior format, .csv or .csv.gz
  --seed N       another generated shop`;

const travel = async (history: History): Promise<void> => {
  const began = performance.now();
  const trainer = await openTrainer();
  try {
    const leg = async (name: string, stage: string, rows: History["rows"]) => {
      process.stderr.write(`${history.name}: training on ${rows.length} interactions, ${name}\n`);
      return { name, rows: rows.length, metrics: await trainer.train(stage, rows) };
    };
    const bought = history.rows.filter(({ type }) => type === "Purchase");
    const first = await leg("purchases only", "purchases", bought);
    const second = await leg("and all clicks", "everything", history.rows);
    console.log(`\n${journeyTable(history.name, first, second)}`);
    console.log(`  (${duration(performance.now() - began)})`);
  } finally {
    await trainer.close();
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      taobao: { type: "string" },
      seed: { type: "string", default: "20261121" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const now = Date.UTC(2026, 10, 21);
  await travel(shopHistory(makeShop(Number(values.seed), now)));
  if (values.taobao !== undefined) await travel(taobaoHistory(values.taobao));
};

main().catch((error: unknown) => {
  console.error(`journey: ${(error as Error).message}`);
  process.exitCode = 1;
});
