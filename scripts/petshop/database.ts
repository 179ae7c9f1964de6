import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Product } from "./products.ts";
import type { Visitor } from "./visitors.ts";
import type { Purchase } from "./visits.ts";

const schema = `
  create table products (product_id text primary key, name_ko text not null, name_en text not null,
    category_l1 text not null, category_l2 text not null, category_l3 text not null, price integer not null,
    available integer not null, created_at integer not null, updated_at integer not null);
  create table users (user_id text primary key, joined_at integer not null, updated_at integer not null);
  create table orders (order_id text primary key, user_id text not null, ordered_at integer not null,
    status text not null, updated_at integer not null);
  create table order_items (order_id text not null, line integer not null, product_id text not null,
    quantity integer not null, price integer not null, primary key (order_id, line));`;

/** Writes the shop's own database anew: products, members, orders. Times are ms since the epoch, prices KRW. */
export const writeDatabase = (
  path: string,
  shop: { products: readonly Product[]; visitors: readonly Visitor[]; purchases: readonly Purchase[] },
): void => {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  database.exec(`${schema} begin;`);
  const product = database.prepare("insert into products values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const row of shop.products)
    product.run(
      row.product_id,
      row.name_ko,
      row.name_en,
      row.category_l1,
      row.category_l2,
      row.category_l3,
      row.price,
      row.available,
      row.created_at,
      row.created_at,
    );
  const user = database.prepare("insert into users values (?, ?, ?)");
  for (const { userId, joinedAt } of shop.visitors) if (userId !== undefined) user.run(userId, joinedAt, joinedAt);
  const order = database.prepare("insert into orders values (?, ?, ?, 'paid', ?)");
  const item = database.prepare("insert into order_items values (?, ?, ?, ?, ?)");
  for (const [index, { visitor, at, lines }] of shop.purchases.entries()) {
    const id = `O${String(index + 1).padStart(6, "0")}`;
    order.run(id, visitor.userId ?? "", at, at);
    for (const [line, { product: bought, quantity }] of lines.entries())
      item.run(id, line + 1, bought.product_id, quantity, bought.price);
  }
  database.exec("commit");
  database.close();
};
