import { Presets, SingleBar } from "cli-progress";

/** A bar on a terminal; elsewhere a line now and then. Both go to stderr, so that stdout can be kept. */
export interface Progress {
  update(done: number, more?: string): void;
  stop(): void;
}

const everyMs = 5_000;

export const progress = (label: string, total: number, unit: string): Progress => {
  if (!process.stderr.isTTY) {
    let told = Date.now();
    let last = 0;
    let note = "";
    const tell = (): void => void process.stderr.write(`${label} ${last}/${total} ${unit} ${note}\n`);
    return {
      update(done, more = "") {
        [last, note] = [done, more];
        if (Date.now() - told < everyMs) return;
        told = Date.now();
        tell();
      },
      stop: tell,
    };
  }
  const bar = new SingleBar(
    {
      format: `${label} [{bar}] {percentage}% {value}/{total} ${unit} {more}`,
      stream: process.stderr,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { more: "" });
  return { update: (done, more = "") => bar.update(Math.min(done, total), { more }), stop: () => bar.stop() };
};
