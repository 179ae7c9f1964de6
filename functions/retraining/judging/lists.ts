import type { Lists } from "@millrace/core/domain/list-metrics";
import type { Reading } from "./held-out.ts";

/** Personalize ended the batch and its lists are not there, or cannot be read. */
export class UnreadableBatch extends Error {
  override readonly name = "UnreadableBatch";
}

interface Line {
  readonly input?: { readonly userId?: string };
  readonly output?: { readonly recommendedItems?: readonly string[] } | null;
  readonly error?: unknown;
}

const read = (line: string, key: string): Line => {
  try {
    return JSON.parse(line) as Line;
  } catch (cause) {
    throw new UnreadableBatch(`${key} holds a line that is no JSON`, { cause });
  }
};

/** Lists that batch inference wrote under a folder, by user; one that was answered with an error has none. Throws UnreadableBatch. */
export const listsIn = async (folder: string, lake: Reading): Promise<Lists> => {
  const lists = new Map<string, readonly string[]>();
  let files = 0;
  for await (const { key } of lake.list(folder)) {
    if (!key.endsWith(".out")) continue;
    files += 1;
    const text = (await lake.getBytes(key))?.toString("utf8") ?? "";
    for (const line of text.split("\n")) {
      if (line.trim() === "") continue;
      const { input, output, error } = read(line, key);
      if (input?.userId !== undefined && output?.recommendedItems && !error)
        lists.set(input.userId, output.recommendedItems);
    }
  }
  if (files === 0) throw new UnreadableBatch(`batch inference left no lists under ${folder}`);
  return lists;
};
