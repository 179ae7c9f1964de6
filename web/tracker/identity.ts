const idleMs = 30 * 60_000; // GA4's idea of when a session ends
const anonymousKey = "millrace.anonymous";
const sessionKey = "millrace.session";

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

/** Who is visiting. Remembered where storage is allowed, else for this page. */
export const identity = (storage: Storage | undefined) => {
  const memory = new Map<string, string>();
  const read = (key: string): string | undefined => {
    try {
      return memory.get(key) ?? storage?.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  };
  const write = (key: string, value: string): void => {
    memory.set(key, value);
    try {
      storage?.setItem(key, value);
    } catch {
      // remembered for this page only
    }
  };

  const newVisitor = (): string => {
    const id = newId();
    write(anonymousKey, id);
    write(sessionKey, "");
    return id;
  };
  const session = (): Session | undefined => {
    try {
      // another tab may have gone on with the session
      return JSON.parse(storage?.getItem(sessionKey) ?? memory.get(sessionKey) ?? "") as Session;
    } catch {
      return undefined;
    }
  };

  return {
    anonymousId: (): string => read(anonymousKey) ?? newVisitor(),
    newVisitor,
    /** Counts one event into the session, a new one after half an hour of silence. */
    nextInSession(): { session_id: string; session_seq: number } {
      const at = Date.now();
      const known = session();
      const next: Session =
        known?.id && at - known.at < idleMs ? { ...known, seq: known.seq + 1, at } : { id: newId(), seq: 0, at };
      write(sessionKey, JSON.stringify(next));
      return { session_id: next.id, session_seq: next.seq };
    },
  };
};
