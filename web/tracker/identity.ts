import type { Shelf } from "./shelf.ts";

const idleMs = 30 * 60_000; // GA4's idea of when a session ends
const anonymousKey = "anonymous";
const sessionKey = "session";
const userKey = "user";

let lastTime = 0;
let counter = 0;

/** UUID version 7, counted up within a millisecond: sorted by id, events are in the order in which they happened. */
export const newId = (): string => {
  const now = Date.now();
  counter = now > lastTime ? 0 : counter + 1;
  if (counter > 0xfff) lastTime += 1;
  counter &= 0xfff;
  lastTime = Math.max(now, lastTime);
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const time = lastTime.toString(16).padStart(12, "0");
  const variant = ["8", "9", "a", "b"][(bytes[0] ?? 0) % 4];
  const third = `7${counter.toString(16).padStart(3, "0")}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${third}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
};

interface Session {
  id: string;
  /** Events so far. */
  seq: number;
  /** ms, of the last event */
  at: number;
}

/** Who is visiting, as far as the shelf remembers; a sign-in or a new session in another tab is seen here too. */
export const identity = (shelf: Shelf) => {
  const firstSeen = (): string => {
    const id = newId();
    shelf.set(anonymousKey, id);
    return id;
  };
  const session = (): Session | undefined => {
    try {
      return JSON.parse(shelf.get(sessionKey) ?? "") as Session;
    } catch {
      return undefined;
    }
  };

  return {
    anonymousId: (): string => shelf.get(anonymousKey) || firstSeen(),
    newVisitor(): string {
      for (const key of [anonymousKey, sessionKey, userKey]) shelf.drop(key);
      return firstSeen();
    },
    userId: (): string | undefined => shelf.get(userKey) || undefined,
    identify: (id: string | undefined): void => {
      shelf.drop(userKey);
      if (id) shelf.set(userKey, id);
    },
    /** Counts one event into the session, a new one after half an hour of silence. */
    nextInSession(): { session_id: string; session_seq: number } {
      const at = Date.now();
      const known = session();
      const next: Session =
        known?.id && at - known.at < idleMs ? { ...known, seq: known.seq + 1, at } : { id: newId(), seq: 0, at };
      shelf.set(sessionKey, JSON.stringify(next));
      return { session_id: next.id, session_seq: next.seq };
    },
  };
};
