import { existsSync } from "node:fs";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { firstThere, folderFor, freePort, identityOf, runTo, startServer, type Server } from "./server.ts";

/** The server's program; undefined when it is not installed. */
export const findMariadb = (): string | undefined => {
  const server = firstThere(["/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/opt/homebrew/bin/mariadbd"]);
  return server !== undefined && existsSync("/usr/bin/mariadb-install-db") ? server : undefined;
};

/** A MariaDB in a folder of its own, with a password, on a free port. */
export const startMariadb = async (server: string): Promise<Server> => {
  const as = identityOf("mysql");
  const folder = folderFor("mariadb", as);
  const [data, port] = [join(folder, "data"), await freePort()];
  const plain = ["--no-defaults", `--datadir=${data}`];
  runTo("/usr/bin/mariadb-install-db", [...plain, "--auth-root-authentication-method=normal", "--skip-test-db"], as);
  const socket = join(folder, "mariadb.sock");
  const isUp = async () => {
    const root = await mysql.createConnection({ socketPath: socket, user: "root" });
    await root.query("create database if not exists shop");
    await root.query("create or replace user shop@'127.0.0.1' identified by 'for this test'");
    await root.query("grant all on shop.* to shop@'127.0.0.1'");
    await root.end();
  };
  const args = [...plain, `--socket=${socket}`, `--port=${port}`, "--bind-address=127.0.0.1", "--skip-log-bin"];
  const stop = await startServer(server, args, as, { folder, isUp, signal: "SIGTERM" });
  return { url: `mysql://shop:for%20this%20test@127.0.0.1:${port}/shop`, stop };
};
