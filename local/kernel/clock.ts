/** Takes a task back before it ran. */
export type Cancel = () => void;

/**
 * The time AWS lives by. Timestamps are true ones; `speed` only shortens waits: what takes AWS a minute takes
 * `60 / speed` seconds. Nothing in `local/` sleeps: it asks when a duration will be over and is woken then.
 */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** When an AWS duration of `ms`, counted from now, is over: ms since the epoch. */
  due(ms: number): number;
  /** Runs the task once, when `now() >= time`; at once (but not in this tick) when that is past. */
  at(time: number, task: () => void): Cancel;
  readonly speed: number;
}

const longestTimerMs = 2 ** 31 - 1; // setTimeout wraps to 1 ms beyond it

/** The wall clock, with waits `speed` times shorter. Its timers do not keep the process alive. */
export const realClock = (speed = 1): Clock => ({
  now: () => Date.now(),
  due: (ms) => Date.now() + ms / speed,
  at(time, task) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const wait = time - Date.now();
      timer = wait > longestTimerMs ? setTimeout(arm, longestTimerMs) : setTimeout(task, Math.max(0, wait));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
  speed,
});

export interface ManualClock extends Clock {
  /** Moves time on, running what falls due in order, and lets started work settle between two tasks. */
  advance(ms: number): Promise<void>;
}

/** Time that moves only when a test says so. `start` is ms since the epoch. */
export const manualClock = (start: number): ManualClock => {
  let now = start;
  const waiting = new Set<{ time: number; task: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const next = (until: number) =>
    [...waiting].filter(({ time }) => time <= until).sort((left, right) => left.time - right.time)[0];
  return {
    now: () => now,
    due: (ms) => now + ms,
    at(time, task) {
      const entry = { time, task };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let entry = next(until); entry !== undefined; entry = next(until)) {
        waiting.delete(entry);
        now = Math.max(now, entry.time);
        entry.task();
        await settle();
      }
      now = until;
      await settle();
    },
    speed: 1,
  };
};
