import { ResourceNotFoundException } from "@aws-sdk/client-eventbridge";
import { awsError } from "../../kernel/wire/call.ts";
import type { Rule, RuleBook } from "./rules.ts";

const notFound = (message: string) => new ResourceNotFoundException({ message, $metadata: {} });

/** There is one bus, the default one. */
export const bus = {
  name: "default",
  check(asked: string | undefined): void {
    if (asked !== undefined && asked !== bus.name && !asked.endsWith(`:event-bus/${bus.name}`))
      throw notFound(`Event bus ${asked} does not exist.`);
  },
};

export const ruleNamed = (rules: RuleBook, name = ""): Rule => {
  const rule = rules.get(name);
  if (!rule) throw notFound(`Rule ${name} does not exist on EventBus ${bus.name}.`);
  return rule;
};

/** One page of a list; the token says where the next one begins. */
export const page = <T>(all: readonly T[], limit = 100, token = "0"): { items: T[]; next: string | undefined } => {
  if (!/^\d+$/.test(token)) throw awsError("ValidationException", "Token is not valid.");
  const end = Number(token) + limit;
  return { items: all.slice(Number(token), end), next: end < all.length ? String(end) : undefined };
};
