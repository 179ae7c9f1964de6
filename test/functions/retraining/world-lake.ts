import { createHash } from "node:crypto";
import type { Bucket } from "@millrace/core/aws/s3";
import type { Manifest } from "@millrace/core/domain/run";
import { frozen } from "./fake-personalize.ts";
import { exportOf } from "./world-export.ts";

export interface LakeOptions {
  manifest?: Partial<Manifest>;
  /** What a Glue run ends as. */
  glueEnds?: string;
  /** Whether the export job writes its manifest. */
  leavesManifest?: boolean;
  /** A real bucket in place of the lake in memory, and what the export job puts there. */
  lake?: Bucket;
  exports?: (run: string, args: Readonly<Record<string, string>>) => Promise<void>;
  /** What comparing it with an earlier export finds. */
  compares?: (run: string, args: Readonly<Record<string, string>>) => Partial<Manifest>;
  /** Whether S3 tells digests of its objects; without them every export counts as new. */
  hasDigests?: boolean;
  /** An interaction more, of that run's export alone. */
  more?: (run: string) => string | undefined;
}

interface Around {
  boundary: () => Promise<void>;
  now: () => number;
  heldOut: number;
  /** Key → text. */
  objects: Map<string, string>;
}

const digest = (text: string) => createHash("md5").update(text).digest("hex");

/** The lake and the export job that fills it, in memory; every call passes `boundary` before and after its effect. */
export const aLake = (options: LakeOptions & Around) => {
  const { boundary, now, heldOut, objects, glueEnds = "SUCCEEDED", leavesManifest = true } = options;
  const jobRuns: {
    id: string;
    run: string;
    at: number;
    args: Readonly<Record<string, string>>;
    broke?: string | undefined;
  }[] = [];
  const stateOf = ({ at, broke }: { at: number; broke?: string | undefined }) => {
    if (now() - at < 60_000) return "RUNNING";
    return broke === undefined ? glueEnds : "FAILED";
  };
  /** Thrown by every call to the service while set. */
  const trouble: { glue?: Error; lake?: Error; ledger?: Error } = {};
  /** Throws the service's trouble, or never comes back. */
  const calls = async (service: keyof typeof trouble): Promise<void> => {
    const stopped = trouble[service];
    if (stopped === frozen) await new Promise(() => undefined);
    if (stopped) throw stopped;
  };
  const atomically = async <T>(service: "glue" | "lake", effect: () => T): Promise<T> => {
    await boundary();
    await calls(service);
    const result = effect();
    await boundary();
    return result;
  };

  const job = {
    start: async (args: Record<string, string>) => {
      const run = String(args["--run"]);
      const broke = await options.exports?.(run, args).then(
        () => undefined,
        (error: Error) => error.message,
      );
      return atomically("glue", () => {
        for (const [key, text] of Object.entries(exportOf(run, heldOut))) objects.set(key, text);
        const more = options.more?.(run);
        const interactions = `t2/${run}/interactions/part-0.csv`;
        if (more !== undefined) objects.set(interactions, `${objects.get(interactions)}\n${more}`);
        jobRuns.unshift({ id: `jr_${jobRuns.length}`, run, at: now(), args, broke });
        return { started: true };
      });
    },
    runs: () =>
      atomically("glue", () =>
        jobRuns.map((jobRun) => ({
          id: jobRun.id,
          state: stateOf(jobRun),
          arguments: { "--run": jobRun.run },
          errorMessage: jobRun.broke ?? "out of memory",
        })),
      ),
  };

  const manifestOf = (run: string, args: Readonly<Record<string, string>>): Manifest => ({
    run,
    interactions: 5000,
    items: 600,
    users: 300,
    heldOut,
    ...options.manifest,
    ...options.compares?.(run, args),
  });
  const inMemory = {
    getJson: <T>(key: string) =>
      atomically("lake", () => {
        const finished = jobRuns.find(
          (jobRun) => key === `t2/${jobRun.run}/manifest.json` && stateOf(jobRun) === "SUCCEEDED",
        );
        return finished && leavesManifest ? (manifestOf(finished.run, finished.args) as T) : undefined;
      }),
    async *list(prefix: string) {
      const keys = await atomically("lake", () => [...objects]);
      for (const [key, body] of keys)
        if (key.startsWith(prefix)) yield { key, size: body.length, ...(options.hasDigests && { etag: digest(body) }) };
    },
    getBytes: (key: string) => atomically("lake", () => Buffer.from(objects.get(key) ?? "")),
    exists: (key: string) => atomically("lake", () => objects.has(key)),
    put: (key: string, body: string) => atomically("lake", () => void objects.set(key, body)),
  };
  return { jobRuns, trouble, calls, job, lake: options.lake ?? inMemory };
};
