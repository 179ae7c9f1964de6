import { closeSync, openSync, readSync } from "node:fs";
import { sizeIn } from "../../../recommender/interactions-file.ts";
import type { DataSize } from "../../../recommender/memory.ts";
import { leadBytes } from "../../../recommender/packed.ts";

/** How much is in parts of the Interactions dataset together, read from their first bytes alone. At most so many: parts may share users and items. */
export function sizeOf(parts: readonly string[]): DataSize {
  const all: DataSize = { interactions: 0, users: 0, items: 0 };
  for (const path of parts) {
    const { interactions, users, items } = sizeIn(leadOf(path));
    all.interactions += interactions;
    all.users += users;
    all.items += items;
  }
  return all;
}

function leadOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(8);
    readSync(file, start, 0, start.length, 0);
    const lead = Buffer.alloc(leadBytes(start));
    readSync(file, lead, 0, lead.length, 0);
    return lead;
  } finally {
    closeSync(file);
  }
}
