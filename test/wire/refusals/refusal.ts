import type { Target } from "../target.ts";

/** An input, and AWS's name for what is wrong with it. `nobody`: the input is good, but a key asks that nobody was given. */
export type Refusal = readonly [input: object, error: string, who?: "nobody"];

/** By operation. */
export type Refusals = Readonly<Record<string, Refusal>>;

export type RefusalsAt = (target: Pick<Target, "account" | "region" | "bucket" | "role" | "name">) => Refusals;

/** For operations that only ever answer. */
export const stranger: Refusal = [{}, "UnrecognizedClientException", "nobody"];
