import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { firstThere, folderFor, freePort, identityOf, runTo, startServer, type Server } from "./server.ts";

/** Where the server's programs are; undefined when none are installed. */
export const findPostgresql = (): string | undefined =>
  firstThere([
    ...globSync("/usr/lib/postgresql/*/bin")
      .sort()
      .reverse()
      .map((folder) => join(folder, "initdb")),
    "/usr/bin/initdb",
    "/usr/local/bin/initdb",
    "/opt/homebrew/bin/initdb",
  ])?.replace(/\/initdb$/, "");

/** A PostgreSQL in a folder of its own, with a password, on a free port. */
export const startPostgresql = async (programs: string): Promise<Server> => {
  const as = identityOf("postgres");
  const folder = folderFor("postgresql", as);
  const [data, port] = [join(folder, "data"), await freePort()];
  const secret = join(folder, "password");
  writeFileSync(secret, "for this test", { mode: 0o644 });
  runTo(
    join(programs, "initdb"),
    ["-D", data, "-U", "shop", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "-N"],
    as,
  );
  const url = `postgresql://shop:for%20this%20test@127.0.0.1:${port}/postgres`;
  const isUp = async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.end();
  };
  const args = [
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    `unix_socket_directories=${folder}`,
  ];
  const options = ["-c", "fsync=off"]; // it lives for one test
  return {
    url,
    stop: await startServer(join(programs, "postgres"), [...args, ...options], as, { folder, isUp, signal: "SIGINT" }),
  };
};
