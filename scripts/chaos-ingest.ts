import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { playStory } from "./chaos-ingest/story.ts";
import { openStage } from "./chaos-ingest/stage.ts";
import { progress } from "./progress.ts";
import { count, duration } from "./words.ts";

const help = `npm run chaos:ingest [-- --events 200000] [-- --seed N]

Sends clicks while a tenth of all calls, deliveries, Lambdas and jobs fail in every way they can, heals, replays quarantine,
and holds what senders were told against T1: nothing lost, nothing twice.

  --events N  how many clicks (200000); one in fifty is none
  --seed N    the same faults strike the same calls (random, and printed)`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      events: { type: "string", default: "200000" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const [events, seed] = [Number(values.events), Number(values.seed)];
  console.log(`${count(events)} events, seed ${seed}`);
  const began = performance.now();
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "millrace-chaos-")));
  const stage = await openStage(directory, seed);
  const bar = progress("chaos", events, "events");
  try {
    const books = await playStory(stage, { events, seed, tell: (what, done) => bar.update(done, what) });
    bar.stop();
    const { problems, ...figures } = books;
    const wanted = ["untold", "lost", "twice", "invented", "wronglyKept", "badMissing", "replayedAgain"];
    for (const [name, value] of Object.entries(figures))
      console.log(
        `  ${name.padEnd(14)} ${count(value).padStart(10)}${wanted.includes(name) && value > 0 ? "  ✗" : ""}`,
      );
    for (const problem of problems) console.log(`  ✗ ${problem}`);
    const isGood =
      problems.length === 0 && Object.entries(figures).every(([name, n]) => !wanted.includes(name) || n === 0);
    console.log(
      `${isGood ? "✓ nothing lost, nothing twice" : "✗ the books do not balance"} (${duration(performance.now() - began)}, seed ${seed})`,
    );
    if (!isGood) process.exitCode = 1;
  } finally {
    await stage.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

main().catch((error: unknown) => {
  console.error(`chaos: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
