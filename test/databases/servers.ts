import mysql from "mysql2/promise";
import { Client } from "pg";

/** A server under test: what differs between the two, in their words. */
export interface Shop {
  name: string;
  url: string | undefined;
  /** A connection of the shop's own, which writes. */
  connect: (url: string) => Promise<{ run(sql: string): Promise<unknown>; end(): Promise<unknown> }>;
  tables: string[];
  /** Hold a table so that nobody can read it. */
  lock: string[];
  unlock: string[];
}

export const shops: Shop[] = [
  {
    name: "PostgreSQL",
    url: process.env["MILLRACE_POSTGRES_URL"],
    connect: async (url) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      return { run: (sql) => client.query(sql), end: () => client.end() };
    },
    tables: [
      "drop schema if exists millrace_shop cascade",
      "create schema millrace_shop",
      `create table millrace_shop.goods(no bigint primary key, name text, price numeric(12, 2), on_sale boolean,
        made timestamptz, "updatedAt" timestamp, deleted_at timestamptz, secret text)`,
      "create table millrace_shop.orders(order_id uuid primary key, user_id text, ordered_at timestamp, status text)",
      "create table millrace_shop.lines(order_id uuid, line int, product_id bigint, quantity smallint, price float8)",
    ],
    lock: ["begin", "lock table millrace_shop.goods in access exclusive mode"],
    unlock: ["rollback"],
  },
  {
    name: "MySQL",
    url: process.env["MILLRACE_MYSQL_URL"],
    connect: async (url) => {
      const connection = await mysql.createConnection({ uri: url, multipleStatements: true });
      await connection.query("set session time_zone = '+09:00'");
      return {
        run: (sql) => connection.query(sql.replaceAll('"', "`").replaceAll("millrace_shop.", "millrace_shop_")),
        end: () => connection.end(),
      };
    },
    tables: [
      "drop table if exists millrace_shop_goods, millrace_shop_orders, millrace_shop_lines",
      `create table millrace_shop.goods(no bigint primary key, name varchar(200), price decimal(12, 2), on_sale boolean,
        made timestamp, "updatedAt" datetime(3), deleted_at timestamp null, secret text) default charset utf8mb4`,
      "create table millrace_shop.orders(order_id char(36) primary key, user_id varchar(64), ordered_at datetime, status text)",
      "create table millrace_shop.lines(order_id char(36), line int, product_id bigint, quantity smallint, price double)",
    ],
    lock: ["lock tables millrace_shop_goods write"],
    unlock: ["unlock tables"],
  },
];
