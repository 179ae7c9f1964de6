import { expect } from "@jest/globals";

/** What may be seen after a status; whoever looks seldom misses some. Source: the API reference of each resource. */
const ends = ["DELETE PENDING", "DELETE IN_PROGRESS", "gone"];
const outcomes = ["ACTIVE", "CREATE FAILED", "CREATE STOPPING", "CREATE STOPPED"];
const later: Readonly<Record<string, readonly string[]>> = {
  gone: ["CREATE PENDING"],
  "CREATE PENDING": ["CREATE IN_PROGRESS", ...outcomes, ...ends],
  "CREATE IN_PROGRESS": [...outcomes, ...ends],
  "CREATE STOPPING": ["CREATE STOPPED", ...ends],
  "CREATE STOPPED": ends,
  ACTIVE: ends,
  "CREATE FAILED": ends,
  "DELETE PENDING": ["DELETE IN_PROGRESS", "gone"],
  "DELETE IN_PROGRESS": ["gone"],
  // data deletion jobs
  PENDING: ["IN_PROGRESS", "COMPLETED", "FAILED", "gone"],
  IN_PROGRESS: ["COMPLETED", "FAILED", "gone"],
  COMPLETED: ["gone"],
  FAILED: ["gone"],
};

interface Seen {
  readonly status?: string | undefined;
  readonly failureReason?: string | undefined;
}

/** Asks until it is answered, for what is not seen cannot be judged; "gone" when there is no such thing. */
export const look = async <T extends object>(ask: () => Promise<T>): Promise<T | "gone"> => {
  for (let left = 50; ; left--)
    try {
      return await ask();
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return "gone";
      if (left === 0) throw error;
    }
};

/** Expects of each status that is seen that it may follow the one seen before. */
export const orderKeeper = (reached: Set<string>) => {
  const last = new Map<string, string>();
  const note = (id: string, { status = "", failureReason }: Seen): void => {
    const before = last.get(id);
    const allowed = before === undefined ? [status] : [before, ...(later[before] ?? [])];
    expect([id, before, allowed.includes(status) ? "as allowed" : status]).toEqual([id, before, "as allowed"]);
    if (status.endsWith("FAILED")) expect(failureReason).toMatch(/./);
    else if (!status.startsWith("DELETE")) expect(failureReason).toBeUndefined();
    last.set(id, status);
    reached.add(status);
  };
  return {
    last,
    see: (id: string, found: Seen | "gone" | undefined): void => {
      if (found === undefined) return;
      if (found !== "gone") note(id, found);
      else if (last.has(id)) note(id, { status: found });
    },
  };
};
