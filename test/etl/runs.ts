import { runLake } from "./given.ts";
import type { MemoryLake } from "./memory-lake.ts";

/** Everything the job answers for, without the words that say when and by whom. */
export const resultOf = (lake: MemoryLake): Map<string, string> =>
  new Map(
    lake
      .keys()
      .filter((key) => !key.startsWith("raw/"))
      .map((key) => [
        key,
        key.endsWith(".json") ? lasting(lake, key) : (lake.objects.get(key) ?? "").toString("base64"),
      ]),
  );

const lasting = (lake: MemoryLake, key: string) => {
  const { generatedAt: _, job: __, ...rest } = lake.json(key) as Record<string, unknown>;
  return JSON.stringify(rest);
};

/** A run that dies after so many changes, if it makes more. */
export async function killedAfter(lake: MemoryLake, changes: number): Promise<void> {
  const mend = breakAfter(lake, changes);
  await runLake(lake).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === "killed")) throw error;
  });
  mend();
}

/** The keys that are read from now on. */
export function watched(lake: MemoryLake): string[] {
  const read: string[] = [];
  const get = lake.get.bind(lake);
  lake.get = (key) => {
    read.push(key);
    return get(key);
  };
  return read;
}

/** The lake fails after so many changes; the answer mends it. */
export function breakAfter(lake: MemoryLake, changes: number): () => void {
  const put = lake.put.bind(lake);
  const remove = lake.remove.bind(lake);
  let left = changes;
  const orDie = () => {
    if (left === 0) throw new Error("killed");
    left -= 1;
  };
  lake.put = async (...args) => {
    orDie();
    await put(...args);
  };
  lake.remove = async (key) => {
    orDie();
    await remove(key);
  };
  return () => Object.assign(lake, { put, remove });
}
