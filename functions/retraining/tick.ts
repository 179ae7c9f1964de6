import type { Run, StepName } from "@millrace/core/domain/run";
import { UnknownStatus } from "@millrace/core/domain/status";
import { adviceOn, patienceMs, troubleOf } from "@millrace/core/domain/trouble";
import { answered, patienceWith, Unanswered } from "./answered.ts";
import { advance, beat, claim, fail, note } from "./changes.ts";
import type { Ledger } from "./ledger.ts";
import { failed, type Progress } from "./progress.ts";
import type { Books, Link } from "./step.ts";

/** What a tick must know of time: when it is (ms), and how long its Lambda may go on. */
export interface TickTime {
  readonly now: number;
  readonly remainingMs: () => number;
}

/** `outrun`: another tick wrote first, so this one changed nothing. `claimed`: another is starting something right now. */
export interface Ticked {
  readonly run: string | null;
  readonly did: "nothing" | "started" | "waited" | "advanced" | "failed" | "outrun" | "claimed";
  readonly message?: string;
}

const messageOf = (error: unknown) =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).replace(/\.$/, "");

/** The open run, if the ledger has one. Frees the lock of a run that ended while its last tick was killed. */
const openRun = async (ledger: Ledger): Promise<Run | undefined> => {
  const id = await ledger.lockedBy();
  const run = id === undefined ? undefined : await ledger.run(id);
  if (run === undefined || run.status === "open") return run;
  await ledger.unlock(run.id);
  return undefined;
};

/**
 * One tick of one step: find the open run if it waits here, look, do at most one thing. It writes down what it will start before
 * it starts it, and only if nobody wrote since it read: so ticks may be lost, doubled or killed at any instruction.
 */
export const tickOf =
  (link: Link, before: StepName | undefined, { ledger, deadlines }: Books, needs: unknown) =>
  async (_event: unknown, { now, remainingMs }: TickTime): Promise<Ticked> => {
    const diesAt = now + remainingMs();
    const run = await openRun(ledger);
    if (run === undefined || run.step !== link.name) return { run: null, did: "nothing" };

    const step = link.name;
    const record = run.steps[step];
    const isLate = now > (record.startedAt ?? run.openedAt) + deadlines[step];
    const did = (what: Ticked["did"], message?: string): Ticked => ({ run: run.id, did: what, message });

    const end = async (closed: Run, what: "advanced" | "failed"): Promise<Ticked> => {
      if ((await ledger.save(closed)) === undefined) return did("outrun");
      if (closed.status !== "open") await ledger.unlock(run.id);
      return did(what, closed.failureReason);
    };
    const isClaimed = record.claim !== undefined && record.claim.until > now;
    const tooLate = (current: Run, seen: string) =>
      fail(current, step, `not done within ${deadlines[step] / 60_000} minutes: ${seen}`, now);

    /**
     * What went wrong stays readable in the ledger. Trouble that has lasted longer than its kind deserves ends the run, and so does a
     * late step's; otherwise it is thrown, to be tried again. Another's claim is left alone: `current` is what we read, unless it is
     * our own.
     */
    const giveUpOrThrow = async (error: unknown, current: Run): Promise<Ticked> => {
      const kind = troubleOf(error);
      const { trouble } = current.steps[step];
      const lasted = trouble?.kind === kind ? now - trouble.since : 0;
      const said = `${messageOf(error)}. What to do: ${adviceOn(error)}.`;
      if (lasted >= patienceMs[kind]) return end(fail(current, step, said, now), "failed");
      if (isLate) return end(tooLate(current, said), "failed");
      if (current !== run || !isClaimed)
        await ledger.save(note(current, step, `will try again: ${messageOf(error)}`, now, kind));
      throw error;
    };

    let seen: Progress<unknown>;
    try {
      const input = before && run.steps[before].output;
      seen = await answered(link.look({ run, input, now }, needs), patienceWith(remainingMs()));
    } catch (error) {
      if (!(error instanceof UnknownStatus)) return giveUpOrThrow(error, run);
      seen = failed(error.message);
    }

    if (seen.is === "done") return end(advance(run, step, seen.output, now), "advanced");
    if (seen.is === "failed") return end(fail(run, step, seen.reason, now), "failed");
    if (isLate) return end(tooLate(run, seen.is === "running" ? seen.message : `${seen.what} has not begun`), "failed");
    if (isClaimed) return did("claimed", record.message);

    if (seen.is === "running") {
      const saved = await ledger.save(beat(run, step, seen.message, now));
      return saved ? did("waited", seen.message) : did("outrun");
    }

    const claimed = await ledger.save(claim(run, step, seen.what, diesAt, now, seen.facts));
    if (claimed === undefined) return did("outrun");
    try {
      await answered(seen.start(), patienceWith(remainingMs()));
    } catch (error) {
      // What was not answered may be under way: our claim keeps others off until it must have ended.
      if (error instanceof Unanswered && !isLate) throw error;
      return giveUpOrThrow(error, claimed);
    }
    await ledger.save(beat(claimed, step, `started ${seen.what}`, now));
    return did("started", seen.what);
  };
