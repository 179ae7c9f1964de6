import { invalid } from "../refusals.ts";

export interface Token {
  kind: "word" | "parameter" | "text" | "number" | "sign";
  /** Without quotes or `$`. */
  text: string;
}

const PATTERN =
  /\s+|"(?<text>(?:[^"\\]|\\.)*)"|\$(?<parameter>\w+)|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w.]*)|(?<sign><=|>=|!=|[=<>(),|])/gy;

/** Throws InvalidInputException at the first symbol that is none. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(expression)?.groups;
    if (!groups) throw invalid(`Invalid input symbol: ${expression.slice(at, at + 10)}.`);
    for (const [kind, text] of Object.entries(groups)) {
      if (text !== undefined) tokens.push({ kind: kind as Token["kind"], text: text.replace(/\\(.)/g, "$1") });
    }
  }
  return tokens;
}
