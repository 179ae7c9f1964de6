import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { InvalidFault, readFault, type Fault } from "./fault.ts";

/** What goes wrong in one drill. */
export interface Drill {
  readonly seed?: number;
  readonly faults: readonly Fault[];
}

/** Reads a list of faults or `{seed?, faults: […]}`, each fault in either form. Throws InvalidFault. */
export const readDrill = (document: unknown): Drill => {
  if (Array.isArray(document)) return { faults: (document as unknown[]).map(readFault) };
  if (typeof document === "string")
    return {
      faults: document
        .split(",")
        .filter((text) => text.trim() !== "")
        .map(readFault),
    };
  if (typeof document !== "object" || document === null) throw new InvalidFault("a drill is a list of faults");
  if (!("faults" in document)) return { faults: [readFault(document)] };
  const { seed, faults } = document as { seed?: unknown; faults: unknown };
  if (seed !== undefined && !Number.isSafeInteger(seed))
    throw new InvalidFault(`${JSON.stringify(seed)} is no seed: a whole number is`);
  return { ...(seed !== undefined && { seed: seed as number }), ...readDrill(faults) };
};

/** Reads YAML, JSON or `a:throttle@0.1,b:error`. Throws InvalidFault. */
export const parseDrill = (text: string): Drill => readDrill(parse(text));

/** What `--faults` was given: a file's name or the faults themselves. Throws InvalidFault. */
export const drillOf = (option: string): Drill => {
  if (existsSync(option)) return parseDrill(readFileSync(option, "utf8"));
  if (/\.(ya?ml|json)$/.test(option)) throw new InvalidFault(`there is no file ${option}`);
  return readDrill(option);
};
