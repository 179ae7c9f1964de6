import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A lock is made and then filled: one that stays empty is of a process that died between. */
const fillingMs = 2_000;

/** Who holds a lock: a process, or nobody any more; undefined while it is being made or is just gone. */
const holderOf = (lock: string): number | "nobody" | undefined => {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (pid > 0) return isAlive(pid) ? pid : "nobody";
    return Date.now() - statSync(lock).mtimeMs > fillingMs ? "nobody" : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
};

/**
 * One build at a time: a second one waits, then finds that nothing is left to do. A dead builder's lock is taken over. Throws
 * when there is no building in `out` at all.
 */
export const alone = async <T>(out: string, work: () => Promise<T>): Promise<T> => {
  mkdirSync(out, { recursive: true });
  const lock = join(out, ".building");
  for (let told: number | undefined; ;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EEXIST") throw new Error(`nothing can be built in ${out}: ${message}`, { cause: error });
    }
    const holder = holderOf(lock);
    if (holder === "nobody") rmSync(lock, { force: true });
    else if (holder !== undefined && holder !== told) {
      told = holder;
      console.error(`waiting for process ${holder}, which is building ${out} (its lock: ${lock})`);
    }
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
};

/** Puts the new outputs in the place of the old ones, each with two renames, so nobody reads half of one. */
export const swap = (from: string, to: string, names: readonly string[]): void => {
  for (const name of names) {
    const [fresh, place, old] = [join(from, name), join(to, name), join(to, `.old-${name}`)];
    rmSync(old, { recursive: true, force: true });
    if (existsSync(place)) renameSync(place, old);
    mkdirSync(dirname(place), { recursive: true });
    if (existsSync(fresh)) renameSync(fresh, place);
    rmSync(old, { recursive: true, force: true });
  }
};

/** Plain Node resolution from `dist/functions` then finds the layer as Lambda's `/opt/nodejs` would give it. */
export const linkLayer = (out: string): void => {
  const link = join(out, "node_modules");
  rmSync(link, { recursive: true, force: true });
  const target = join("layers", "core", "nodejs", "node_modules");
  symlinkSync(process.platform === "win32" ? join(out, target) : target, link, "junction");
};
