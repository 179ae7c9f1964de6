import { closeSync, ftruncateSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

const headerBytes = 8; // length and CRC32 of what follows

/** A file of frames, each written by one call and whole or not there at all. */
export interface SegmentFile {
  /** Safe against `kill -9` once it returns. Throws with nothing written. */
  append(pieces: readonly Uint8Array[]): void;
  /** Of the data, without framing. */
  size(): number;
  close(): void;
}

const frames = (bytes: Buffer): { data: Buffer[]; end: number } => {
  const data: Buffer[] = [];
  let end = 0;
  while (end + headerBytes <= bytes.length) {
    const start = end + headerBytes;
    const frame = bytes.subarray(start, start + bytes.readUInt32BE(end));
    if (start + bytes.readUInt32BE(end) > bytes.length || crc32(frame) !== bytes.readUInt32BE(end + 4)) break;
    data.push(frame);
    end = start + frame.length;
  }
  return { data, end };
};

/** All the data of a segment. A torn last frame, which nobody was told is safe, is left out. */
export const readSegment = (path: string): Buffer => Buffer.concat(frames(readFileSync(path)).data);

/** Opens a segment to append to it, with its torn end, if any, cut off. */
export const openSegment = (path: string): SegmentFile => {
  const descriptor = openSync(path, "a+");
  const { data, end } = frames(readFileSync(path));
  truncateSync(path, end);
  let size = data.reduce((total, frame) => total + frame.length, 0);
  let length = end;
  return {
    append(pieces) {
      const payload = Buffer.concat([Buffer.alloc(headerBytes), ...pieces]);
      const bytes = payload.length - headerBytes;
      payload.writeUInt32BE(bytes, 0);
      payload.writeUInt32BE(crc32(payload.subarray(headerBytes)), 4);
      try {
        for (let written = 0; written < payload.length;) written += writeSync(descriptor, payload, written);
      } catch (error) {
        ftruncateSync(descriptor, length);
        throw error;
      }
      length += payload.length;
      size += bytes;
    },
    size: () => size,
    close: () => closeSync(descriptor),
  };
};
