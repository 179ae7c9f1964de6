import { invalid } from "../refusals.ts";

export interface Token {
  kind: "word" | "parameter" | "text" | "number" | "sign";
  /** Without quotes or `$`. */
  text: string;
  /** Where it begins, counted from 1. */
  position: number;
}

const PATTERN =
  /\s+|"(?<text>(?:[^"\\]|\\.)*)"|\$(?<parameter>\w+)|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w.]*)|(?<sign><=|>=|!=|[=<>(),|])/gsy;

/** Throws InvalidInputException at the first symbol that is none. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(expression)?.groups;
    if (!groups) throw notUnderstood(expression.slice(at, at + 10), at + 1);
    for (const [kind, text] of Object.entries(groups)) {
      if (text === undefined) continue;
      const plain = kind === "text" ? text.replace(/\\(.)/gs, "$1") : text;
      tokens.push({ kind: kind as Token["kind"], text: plain, position: at + 1 });
    }
  }
  return tokens;
}

/** As it was written. */
export const written = ({ kind, text }: Token): string =>
  kind === "parameter" ? `$${text}` : kind === "text" ? quoted(text) : text;

export const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Personalize's own words for a symbol, and where it stands. `why` follows as a sentence. */
export const notUnderstood = (symbol: string, position: number, why = "") =>
  invalid(`Invalid input symbol: ${symbol}.${why === "" ? "" : ` ${why}`} (position ${position})`);
