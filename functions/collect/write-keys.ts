/** `web` keys are public, in every visitor's browser. `server` keys are secrets of importers, which know what they say. */
export type KeyKind = "web" | "server";

/** What each kind of key may do. Sizes in bytes, after decompression. */
export const allowances = {
  web: { bodyBytes: 512 * 1024 },
  server: { bodyBytes: 2 * 1024 * 1024 },
} as const satisfies Record<KeyKind, unknown>;

/** `["3fa9…:web", "77b1…:server"]` → kinds by key. Throws on an entry it cannot read: a mistyped key would lock a shop out. */
export function readWriteKeys(entries: readonly string[]): ReadonlyMap<string, KeyKind> {
  return new Map(
    entries.map((entry) => {
      const read = /^([A-Za-z0-9_-]{8,64}):(web|server)$/.exec(entry);
      if (!read?.[1])
        throw new Error('WRITE_KEYS wants "key:web" or "key:server", a key being 8 to 64 of A-Z a-z 0-9 _ -');
      return [read[1], read[2] as KeyKind];
    }),
  );
}
