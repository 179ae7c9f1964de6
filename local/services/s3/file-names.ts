import { createHash } from "node:crypto";

const longestName = 240; // bytes; most file systems stop at 255
// oxlint-disable-next-line no-control-regex -- file names should have none
const awkward = /[\u0000-\u001f\u007f%\\:*?"<>|]/gu;

const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");

const nameOf = (segment: string): string => {
  if (segment === "") return "%";
  const name = segment.replace(awkward, percent);
  return name === "." || name === ".." || name.startsWith(".conflicts") ? percent(".") + name.slice(1) : name;
};

/** The hashed place of a key whose natural place another key needs as a folder, or which no file name can carry. */
export const hashedPath = (key: string): string => `.conflicts/${createHash("sha256").update(key).digest("hex")}`;

/**
 * Where an object lies below its bucket's folder: the key itself, as far as file names allow, so that people and DuckDB
 * can read it. Two keys never share a path: `%` is itself encoded, and an empty segment (`a//b`) becomes a lone `%`.
 */
export const pathOfKey = (key: string): string => {
  const names = key.split("/").map(nameOf);
  return names.some((name) => Buffer.byteLength(name) > longestName) ? hashedPath(key) : names.join("/");
};
