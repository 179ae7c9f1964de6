import type { Cancel, Clock } from "../../kernel/clock.ts";

/** The same clock, whose waiting tasks can all be taken back at once when the service closes. */
export function alarmClock(clock: Clock): Clock & { silence: () => void } {
  const waiting = new Set<Cancel>();
  return {
    now: () => clock.now(),
    due: (ms) => clock.due(ms),
    speed: clock.speed,
    at(time, task) {
      const cancel = clock.at(time, () => {
        waiting.delete(cancel);
        task();
      });
      waiting.add(cancel);
      return () => {
        waiting.delete(cancel);
        cancel();
      };
    },
    silence() {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}
