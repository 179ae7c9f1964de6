/**
 * `npm run test:databases`: copies of a product database are taken from real servers. Those at MILLRACE_POSTGRES_URL and
 * MILLRACE_MYSQL_URL are used (tables are made and dropped in a schema of the test's own); else the ones installed here are started.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findMariadb, startMariadb } from "./databases/mariadb.ts";
import { findPostgresql, startPostgresql } from "./databases/postgresql.ts";
import type { Server } from "./databases/server.ts";

const root = join(import.meta.dirname, "..");

const spark = join(root, ".millrace/spark/bin/python");
const jdbc = "/usr/share/java/postgresql.jar";

const help = `npm run test:databases [-- copies | spark]

Takes copies of a product database from PostgreSQL and from MySQL or MariaDB. Servers that are installed are started for it:
apt-get install postgresql mariadb-server. Or name running ones, where a database may be written to:

  MILLRACE_POSTGRES_URL   postgresql://user:password@host/database
  MILLRACE_MYSQL_URL      mysql://user:password@host/database`;

const kinds = [
  { name: "PostgreSQL", variable: "MILLRACE_POSTGRES_URL", find: findPostgresql, start: startPostgresql },
  { name: "MySQL", variable: "MILLRACE_MYSQL_URL", find: findMariadb, start: startMariadb },
];

const main = async (): Promise<number> => {
  const env = { ...process.env };
  const servers: Server[] = [];
  try {
    for (const { name, variable, find, start } of kinds) {
      if (env[variable]) continue;
      const program = find();
      if (program === undefined) {
        console.log(`${name} left out: it is not installed here, and ${variable} names none`);
        continue;
      }
      const server = await start(program);
      servers.push(server);
      env[variable] = server.url;
      console.log(`${name}: started ${program}`);
    }
    if (!kinds.some(({ variable }) => env[variable])) {
      console.error("test:databases cannot run: there is no database server");
      return 1;
    }
    if (existsSync(spark) && existsSync(jdbc)) {
      env["MILLRACE_SPARK_PYTHON"] ??= spark;
      env["MILLRACE_POSTGRES_JDBC"] ??= jdbc;
    } else
      console.log(
        "Spark left out: it wants what npm run test:spark installs, and apt-get install libpostgresql-jdbc-java",
      );
    const jest = join(root, "node_modules/jest/bin/jest.js");
    const wanted = process.argv.slice(2).map((name) => `test/databases/${name}`);
    const which = wanted.length === 0 ? ["test/databases"] : wanted;
    const args = ["--experimental-vm-modules", "--no-warnings", jest, ...which, "--verbose"];
    return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env }).status ?? 1;
  } finally {
    for (const server of servers) await server.stop();
  }
};

if (process.argv.includes("--help")) console.log(help);
else process.exitCode = await main();
