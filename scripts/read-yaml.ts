import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";

/** A file that is no YAML; the message begins with the file and the line. */
export class NotYaml extends Error {
  override readonly name = "NotYaml";
}

/** The value of a YAML file. Throws NotYaml. */
export const readYaml = (path: string): unknown => {
  const text = readFileSync(path, "utf8");
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const line = cause.linePos?.[0].line;
    const [reason = ""] = cause.message.split("\n");
    const words = reason.replace(/ at line \d+, column \d+:?$/, "");
    throw new NotYaml(`${path}${line === undefined ? "" : `:${line}`}: ${words}`, { cause });
  }
};
