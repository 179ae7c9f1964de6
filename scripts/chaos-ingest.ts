import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { examine, mustBeZero, type Findings } from "./chaos-ingest/books.ts";
import { playStory, type Story } from "./chaos-ingest/story.ts";
import { openStage } from "./chaos-ingest/stage.ts";
import { progress } from "./progress.ts";
import { count, duration } from "./words.ts";

const help = `npm run chaos:ingest [-- --events 200000] [-- --seed N]

Sends clicks while a tenth of all calls, deliveries, Lambdas and jobs fail in every way they can, heals, replays quarantine,
and holds what senders were told against T1: nothing lost, nothing twice.

  --events N  how many clicks (200000); one in fifty is none
  --seed N    the same faults strike the same calls (random, and printed)`;

/** Below this, a fault may have had too few occasions. */
const enoughEvents = 50_000;

/** Prints what was counted; false when something is wrong. */
const report = (story: Story, findings: Findings, events: number): boolean => {
  const { struck } = story;
  console.log("  how often it went wrong, of how many occasions:");
  for (const { fault, seen, struck: times } of struck)
    console.log(`    ${fault.padEnd(34)} ${count(times).padStart(8)} of ${count(seen).padStart(9)}`);
  const idle = struck.filter(({ struck: times }) => times === 0).map(({ fault }) => fault);
  const figures = { ...story, ...findings };
  const wanted: readonly string[] = ["untold", "replayedAgain", ...mustBeZero];
  let isGood = findings.problems.length === 0;
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value !== "number") continue;
    const isWrong = wanted.includes(name) && value !== 0;
    isGood &&= !isWrong;
    console.log(`  ${name.padEnd(14)} ${count(value).padStart(10)}${isWrong ? "  ✗" : ""}`);
  }
  console.log(
    `  sent = stored + refused as bad + refused and told: ${count(story.sent)} = ${count(story.stored)} + ${count(story.refusedAsBad)} + ${count(story.refused)}`,
  );
  for (const problem of findings.problems) console.log(`  ✗ ${problem}`);
  if (idle.length > 0 && events >= enoughEvents) {
    isGood = false;
    console.log(`  ✗ never struck: ${idle.join(", ")}`);
  }
  return isGood;
};

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
    const story = await playStory(stage, { events, seed, tell: (what, done) => bar.update(done, what) });
    const findings = await examine(stage, story);
    bar.stop();
    const isGood = report(story, findings, events);
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
