import { loadKnowledge, saveKnowledge } from "./model-file.ts";

/**
 * A saved model without these users: to it they are strangers from now on. What everybody's behaviour taught it stays, among
 * which nobody's can be told apart. Undefined when it knew none of them.
 */
export function forgetUsers(file: Buffer, isForgotten: (userId: string) => boolean): Buffer | undefined {
  const knowledge = loadKnowledge(file);
  const { users, pastOffsets, pastItem, pastType, counted } = knowledge;
  if (!users.some(isForgotten)) return undefined;
  const kept = users.flatMap((id, user) => (isForgotten(id) ? [] : [user]));
  const offsets = new Uint32Array(kept.length + 1);
  const events: number[] = [];
  for (const [at, user] of kept.entries()) {
    for (let event = pastOffsets[user] ?? 0; event < (pastOffsets[user + 1] ?? 0); event++) events.push(event);
    offsets[at + 1] = events.length;
  }
  return saveKnowledge({
    ...knowledge,
    users: kept.map((user) => users[user] ?? ""),
    pastOffsets: offsets,
    pastItem: Uint32Array.from(events, (event) => pastItem[event] ?? 0),
    pastType: Uint8Array.from(events, (event) => pastType[event] ?? 0),
    counted: { ...counted, sessionOf: Uint32Array.from(kept, (user) => counted.sessionOf[user] ?? 0) },
  });
}
