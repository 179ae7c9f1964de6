import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { aLine } from "../../etl/given.ts";

const [people, aisles, shelf] = [80, 8, 5];
const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** Views that everybody together makes on one day. */
export const viewsPerDay = people * 3;

/** What is clicked on a day (UTC): everybody looks at three things in the aisle they are at home in. */
export const clicksOf = (day: string) => {
  const morning = Date.parse(`${day}T08:00:00Z`);
  const date = Math.round(morning / 86_400_000);
  return many(people, (person) =>
    many(3, (n) =>
      aLine({
        event_id: `${day}-${person}-${n}`,
        request_id: `${day}-${person}-${n}`,
        anonymous_id: `device-${person}`,
        user_id: `u${person}`,
        item_id: `p${(person % aisles) * shelf + ((person + date + n) % shelf)}`,
        event_time: morning + person * 60_000 + n * 1000,
      }),
    ),
  ).flat();
};

/** As Firehose delivers it. */
export const objectOf = (lines: readonly unknown[]): Buffer =>
  gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** The shop's own database: its products, its members, and no order. */
export const openShop = (path: string, now: number): void => {
  const database = new DatabaseSync(path);
  database.exec(`
    create table products (product_id text primary key, name_ko text, name_en text, category_l1 text, category_l2 text,
      category_l3 text, price integer, available integer, created_at integer, updated_at integer);
    create table users (user_id text primary key, joined_at integer, updated_at integer);
    create table orders (order_id text primary key, user_id text, ordered_at integer, status text, updated_at integer);
    create table order_items (order_id text, line integer, product_id text, quantity integer, price integer,
      primary key (order_id, line));`);
  const product = database.prepare("insert into products values (?, ?, ?, ?, '', '', 1000, 1, ?, ?)");
  for (let item = 0; item < aisles * shelf; item++)
    product.run(`p${item}`, `간식 ${item}`, `treat ${item}`, `aisle ${Math.floor(item / shelf)}`, now, now);
  const user = database.prepare("insert into users values (?, ?, ?)");
  for (let person = 0; person < people; person++) user.run(`u${person}`, now, now);
  database.close();
};

/** A release of the shop: the price is called otherwise from now on. */
export const renamePrice = (path: string): void => {
  const database = new DatabaseSync(path);
  database.exec("alter table products rename column price to price_krw");
  database.close();
};
