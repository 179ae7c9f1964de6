import { t2Prefix } from "@millrace/core/domain/lake";
import type { Manifest, Run } from "@millrace/core/domain/run";
import { meaningOfGlue } from "@millrace/core/domain/status";
import type { Step } from "../step.ts";
import { absent, done, failed, running, type Progress } from "../progress.ts";
import { awaitedIn, missingIn, readinessOf, type SourceNeeds } from "../readiness.ts";

interface JobRun {
  readonly id: string;
  readonly state: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly errorMessage?: string | undefined;
}

export interface ExportNeeds {
  readonly job: {
    start(args: Record<string, string>): Promise<{ readonly started: boolean }>;
    runs(limit?: number): Promise<readonly JobRun[]>;
  };
  readonly lake: { getJson<T>(key: string): Promise<T | undefined> } & SourceNeeds["lake"];
  readonly sources: SourceNeeds["sources"];
  /** What to compare the export with, as the job's arguments; absent: with nothing. */
  readonly since?: (run: Run) => Promise<Record<string, string>>;
}

/** How far back a job run is searched: far more than start between one tick and the next. */
const recentRuns = 50;

/**
 * The sources of the day, then the job. Glue has no token that makes a start happen once, so a job run is known by its `--run` argument. A concurrent start is
 * refused by the job's MaxConcurrentRuns and tried again by a later tick.
 */
export const exportDatasets: Step<"export-datasets", ExportNeeds, undefined, Manifest> = {
  name: "export-datasets",
  async look({ run, now }, { job, lake, sources, since }): Promise<Progress<Manifest>> {
    const mine = (await job.runs(recentRuns)).filter((jobRun) => jobRun.arguments["--run"] === run.id);
    const manifest = await lake.getJson<Manifest & { inputs?: unknown }>(`${t2Prefix(run.id)}manifest.json`);
    if (manifest) {
      const { inputs: _read, ...kept } = manifest; // every object that was read: it would outgrow the ledger's item with the years
      return done(kept);
    }

    const [latest] = mine;
    if (latest === undefined) {
      const readiness = await readinessOf(run, now, { sources, lake });
      const missing = missingIn(readiness);
      if (missing) return failed(missing);
      const awaited = awaitedIn(readiness);
      if (awaited) return running(awaited);
      const compared = await since?.(run);
      return absent("the export job", () => job.start({ "--run": run.id, ...compared }), { sources: readiness });
    }

    const under = mine.find(({ state }) => meaningOfGlue(state) === "running");
    if (under) return running(`export job ${under.id}: ${under.state}`);
    const ended = `export job ${latest.id}: ${latest.state}`;
    return failed(
      meaningOfGlue(latest.state) === "done" ? `${ended}, but it left no manifest` : `${ended}${because(latest)}`,
    );
  },
};

const because = ({ errorMessage }: JobRun) => (errorMessage ? `: ${errorMessage}` : "");
