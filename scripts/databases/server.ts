import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A database server of our own, for as long as a test takes. */
export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** A system user's id; undefined when there is none of that name. */
const idOf = (user: string, what: "-u" | "-g"): number | undefined => {
  const { status, stdout } = spawnSync("id", [what, user], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : undefined;
};

/** Servers refuse to run as root: then they run as the user their package made. */
export const identityOf = (user: string): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = [idOf(user, "-u"), idOf(user, "-g")];
  if (uid === undefined || gid === undefined)
    throw new Error(`this is root, and there is no user ${user} to run it as`);
  return { uid, gid };
};

export const folderFor = (name: string, { uid, gid }: { uid?: number; gid?: number }): string => {
  const folder = mkdtempSync(join(tmpdir(), `millrace-${name}-`));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
};

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** The newest of a pattern's versions that is there: Debian keeps PostgreSQL's programs out of PATH. */
export const firstThere = (paths: readonly string[]): string | undefined => paths.find((path) => existsSync(path));

export const runTo = (command: string, args: readonly string[], as: { uid?: number; gid?: number }): void => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", ...as });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${error?.message ?? stderr.trim().slice(-500)}`);
};

/** Starts a server and waits until `isUp`; what it said is in the error when it does not come up. */
export const startServer = async (
  command: string,
  args: readonly string[],
  as: { uid?: number; gid?: number },
  { folder, isUp, signal }: { folder: string; isUp: () => Promise<unknown>; signal: NodeJS.Signals },
): Promise<() => Promise<void>> => {
  const child: ChildProcess = spawn(command, args, { ...as, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2000)));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill(signal);
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  for (;;)
    try {
      await isUp();
      return stop;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await stop();
        throw new Error(`${command} did not come up: ${said || String(error)}`, { cause: error });
      }
      await new Promise((resume) => setTimeout(resume, 200));
    }
};
