import { invalid } from "../refusals.ts";
import { notUnderstood, type Token, tokensOf, written } from "./tokens.ts";

/** Goes through the tokens of an expression. Everything throws InvalidInputException with the position. */
export class Reader {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;

  constructor(expression: string) {
    this.#tokens = tokensOf(expression);
    this.#end = expression.length + 1;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  next(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw this.#tooEarly();
    return token;
  }

  /** Takes the word or sign when it is next. */
  takes(wanted: string): boolean {
    const token = this.#tokens[this.#at];
    const isNext =
      token !== undefined && (token.kind === "word" || token.kind === "sign") && token.text.toUpperCase() === wanted;
    if (isNext) this.#at++;
    return isNext;
  }

  needs(wanted: string): void {
    if (this.takes(wanted)) return;
    const token = this.#tokens[this.#at];
    throw token ? unexpected(token, `Expected ${wanted}.`) : this.#tooEarly();
  }

  /** One of these words, in their own case. */
  oneOf<Word extends string>(words: readonly Word[]): Word {
    const token = this.next();
    const found = words.find((word) => token.kind === "word" && word.toUpperCase() === token.text.toUpperCase());
    if (found === undefined) throw unexpected(token, `Expected ${words.join(" or ")}.`);
    return found;
  }

  #tooEarly = () => invalid(`Filter expression ends too early. (position ${this.#end})`);
}

export const unexpected = (token: Token, why?: string) => notUnderstood(written(token), token.position, why);
