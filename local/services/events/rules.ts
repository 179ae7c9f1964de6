import type { Target } from "@aws-sdk/client-eventbridge";
import type { Platform } from "../../kernel/platform.ts";

/** A rule of the default bus, as it is kept. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly pattern?: string;
  readonly schedule?: string;
  readonly enabled: boolean;
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly Target[];
  /** When its schedule fired last, or began to run: ms since the epoch. */
  readonly firedAt: number;
}

/** The rules, kept in the state and read from memory: a bus asks for all of them at every event. */
export const ruleBook = ({ state }: Platform) => {
  const kept = state.collection<Rule>("events/rules");
  let known: readonly Rule[] | undefined;
  const forget = (): void => {
    known = undefined;
  };
  return {
    all: (): readonly Rule[] => (known ??= kept.list().map(({ value }) => value)),
    get: (name: string): Rule | undefined => kept.get(name),
    put(rule: Rule): void {
      kept.put(rule.name, rule);
      forget();
    },
    delete(name: string): void {
      kept.delete(name);
      forget();
    },
  };
};

export type RuleBook = ReturnType<typeof ruleBook>;
