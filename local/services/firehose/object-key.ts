import { randomBytes } from "node:crypto";
import { formatJava } from "./java-date.ts";

export type ErrorType = "processing-failed" | "format-conversion-failed";

/** What a prefix may refer to. */
export interface Occasion {
  /** When the oldest record of the object arrived, ms since the epoch. */
  readonly arrived: number;
  readonly zone: string;
  /** For ErrorOutputPrefix only. */
  readonly errorType?: ErrorType;
}

const expression = /!\{([^}]*)\}/g;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Eleven characters, new at each use. */
const randomString = (): string => [...randomBytes(11)].map((byte) => alphabet.charAt(byte % alphabet.length)).join("");

export const hasExpression = (prefix: string): boolean => prefix.includes("!{");

const valueOf = (content: string, { arrived, zone, errorType }: Occasion): string => {
  const colon = content.indexOf(":");
  const [namespace, argument] = colon < 0 ? [content, ""] : [content.slice(0, colon), content.slice(colon + 1)];
  if (namespace === "timestamp" && argument !== "") return formatJava(argument, arrived, zone);
  if (namespace === "firehose" && argument === "random-string") return randomString();
  if (namespace === "firehose" && argument === "error-output-type" && errorType !== undefined) return errorType;
  throw new RangeError(`the expression !{${content}} is not known here`);
};

/**
 * The prefix of an object's key. Without any expression Firehose appends `yyyy/MM/dd/HH/`, and no slash of its own before
 * it: `raw` becomes `raw2026/…`. Throws RangeError for an expression it cannot evaluate.
 */
export const evaluatePrefix = (prefix: string, occasion: Occasion): string =>
  hasExpression(prefix)
    ? prefix.replace(expression, (_, content: string) => valueOf(content, occasion))
    : prefix + formatJava("yyyy/MM/dd/HH/", occasion.arrived, occasion.zone);

/** `<stream>-<version>-yyyy-MM-dd-HH-mm-ss-<uuid><extension>`. */
export const objectName = (
  stream: string,
  version: number,
  { arrived, zone }: Occasion,
  uuid: string,
  extension: string,
): string => `${stream}-${version}-${formatJava("yyyy-MM-dd-HH-mm-ss", arrived, zone)}-${uuid}${extension}`;
