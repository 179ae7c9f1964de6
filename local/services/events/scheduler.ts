import type { Cancel } from "../../kernel/clock.ts";
import type { Platform } from "../../kernel/platform.ts";
import type { Rule, RuleBook } from "./rules.ts";
import { parseSchedule } from "./schedule-expression.ts";

/** Fires the rules that have a schedule, one timer each. `fire` runs in the transaction that notes the firing. */
export const createScheduler = (
  { clock, state }: Platform,
  rules: RuleBook,
  fire: (rule: Rule, time: number) => void,
) => {
  const timers = new Map<string, Cancel>();

  const disarm = (name: string): void => {
    timers.get(name)?.();
    timers.delete(name);
  };

  /** Sets the timer anew after a rule was put, enabled, disabled or deleted. */
  const arm = (name: string): void => {
    disarm(name);
    const rule = rules.get(name);
    if (!rule?.enabled || rule.schedule === undefined) return;
    const time = parseSchedule(rule.schedule).next(rule.firedAt, clock);
    if (time !== undefined)
      timers.set(
        name,
        clock.at(time, () => tick(name, time)),
      );
  };

  const tick = (name: string, planned: number): void => {
    const rule = rules.get(name);
    if (!rule) return;
    const firedAt = Math.max(planned, clock.now()); // a timer may be a millisecond early
    state.transaction(() => {
      rules.put({ ...rule, firedAt });
      fire(rule, firedAt);
    });
    arm(name);
  };

  return {
    arm,
    resume(): void {
      for (const { name } of rules.all()) arm(name);
    },
    close(): void {
      for (const name of timers.keys()) disarm(name);
    },
  };
};

export type Scheduler = ReturnType<typeof createScheduler>;
