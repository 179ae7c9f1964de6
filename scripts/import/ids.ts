import { createHash } from "node:crypto";

const hex = (text: string, length: number): string => createHash("sha256").update(text).digest("hex").slice(0, length);

/** An id made of what a row says, so that importing it again changes nothing, and a row that stands twice counts once. */
export const idOf = (...parts: readonly unknown[]): string => `import-${hex(JSON.stringify(parts), 40)}`;

/** A short name for a longer one. */
export const shortOf = (text: string): string => hex(text, 12);

/** Where a source knows no sessions: a person's day. */
export const daySession = (person: string, ms: number): string =>
  `import-${shortOf(person)}-${Math.floor(ms / 86_400_000)}`;

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");

/** UUID version 5: the same name in the same namespace is the same id everywhere. RFC 9562, section 5.5. */
export const uuidV5 = (namespace: string, name: string): string => {
  const bytes = createHash("sha1").update(bytesOf(namespace)).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = bytes.toString("hex");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
};

const ours = "0b6f1e62-7a0f-5c0b-9d3b-6d696c6c7261"; // "millra", drawn once

/** A foreign id as one of ours: itself when it is short and plain enough, else a UUID made of it. */
export const foreignId = (source: string, id: string): string =>
  /^[0-9A-Za-z_-]{8,64}$/.test(id) ? id : uuidV5(ours, `${source} ${id}`);
