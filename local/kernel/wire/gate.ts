import type { ServerResponse } from "node:http";
import type { Call } from "./call.ts";
import type { Admission, Gate, Handler, Model } from "./model.ts";

export type { Admission, Gate } from "./model.ts";

type Input = Readonly<Record<string, unknown>>;

/** Lets everything through. */
export const openGate: Gate = { admit: () => ({}) };

/** Both gates, in this order. */
export const gatesInRow = (...gates: readonly Gate[]): Gate => ({
  async admit(call, input) {
    const admissions: Admission[] = [];
    for (const gate of gates) admissions.push(await gate.admit(call, input));
    return {
      after: async (response) => {
        for (const { after } of admissions) await after?.(response);
      },
      reword: (error) => admissions.reduce((current, { reword }) => (reword ? reword(current) : current), error),
    };
  },
});

/** Takes a validated call through the gate to its handler. The answer is empty text where the gate has cut it off. */
export const perform = async (
  model: Model,
  handler: Handler,
  call: Call,
  input: Input,
  response: ServerResponse,
  gate: Gate,
): Promise<Record<string, unknown>> => {
  await model.before(call);
  const { after, reword } = await gate.admit(call, input);
  let output: unknown;
  try {
    output = await handler(input as never, call);
  } catch (error) {
    throw reword ? reword(error) : error;
  }
  await after?.(response);
  return (output ?? {}) as Record<string, unknown>;
};
