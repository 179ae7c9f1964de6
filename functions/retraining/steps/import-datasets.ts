import type { Found } from "@millrace/core/aws/personalize";
import { lacksText, remedyText } from "@millrace/core/domain/access";
import { datasets, type Dataset } from "@millrace/core/domain/datasets";
import type { Imported, ImportedInteractions, Manifest, Run } from "@millrace/core/domain/run";
import { datasetGroup, filterOf, grounded, tracker, type ImportNeeds } from "../importing/grounds.ts";
import { howImported, importsOf, type Job } from "../importing/jobs.ts";
import { preflight } from "../preflight/files.ts";
import { objectionTo } from "../preflight/manifest.ts";
import { asRoomAllows, waitedFor } from "../preflight/room.ts";
import { absent, all, done, each, failed, type Progress } from "../progress.ts";
import type { Step } from "../step.ts";
import { digestOfExport } from "../unchanged.ts";

/** What must be allowed, looked at once: before the step begins anything. A forced run is told, and goes on. */
const withAccess = async (state: Progress<Imported>, run: Run, needs: ImportNeeds): Promise<Progress<Imported>> => {
  if (state.is !== "absent" || run.steps["import-datasets"].attempts > 0 || needs.access === undefined) return state;
  const access = await needs.access();
  if (access.lacks.length > 0 && !run.force)
    return failed(
      `${lacksText(access.lacks)}. What to do: ${remedyText(access.lacks)}; nothing was imported: then retrain with {"from": "import"}, or all the same with {"force": true}.`,
    );
  const { lacks, ...known } = access;
  const told = { ...known, ...(lacks.length > 0 ? { lacks: lacksText(lacks) } : {}) };
  return { ...state, facts: { access: told, ...(state.facts as object | undefined) } };
};

/** What the data needs to live in, each thing once its ground is ACTIVE; then the data. */
const lookAtData = async (run: Run, manifest: Manifest, needs: ImportNeeds): Promise<Progress<Imported>> => {
  const group = await datasetGroup(needs);
  if (group.is !== "done") return group;
  const grounds = await each(datasets, (dataset) => grounded(dataset, needs));
  if (grounds.is !== "done") return grounds;

  const [trackingId, filters, looked] = await Promise.all([
    tracker(needs),
    Promise.all(needs.filters.map(async (filter) => [filter.name, await filterOf(filter, needs)] as const)),
    importsOf(run, manifest, grounds.output.interactions.schemaArn, needs),
  ]);
  const importJobs = all<Partial<Record<Dataset, Job>>>(
    Object.fromEntries(await asRoomAllows(looked, needs.personalize)),
  );
  const made = all({
    trackingId,
    filters: all<Record<string, Found>>(Object.fromEntries(filters)),
    importJobs,
  });
  if (importJobs.is === "absent") {
    await needs.forgetErased(manifest.run);
    const { problem, ...facts } = await preflight(manifest.run, needs.lake, needs.learners);
    if (problem) return failed(`${problem} What to do: nothing was imported; mend the export, then retrain.`);
    if (made.is === "absent") {
      const cost = needs.estimate?.(manifest);
      const waited = waitedFor(run);
      return absent(made.what, made.start, {
        ...(made.facts as object | undefined),
        preflight: facts,
        ...(cost === undefined ? {} : { cost }),
        ...(waited === undefined ? {} : { waited }),
      });
    }
  }
  if (made.is !== "done") return made;
  const how = howImported(run, made.output.importJobs.interactions);
  const data = await digestOfExport(manifest.run, needs.lake, leftBehind(how.interactions, manifest));
  return done({
    ...(data === undefined ? {} : { data }),
    ...how,
    datasetGroupArn: group.output.arn,
    trackingId: made.output.trackingId,
    filters: arnsOf(made.output.filters),
    importJobs: arnsOf(made.output.importJobs),
  });
};

/** What an incremental import could not take away: the same files, other data. */
const leftBehind = (how: ImportedInteractions | undefined, { interactions }: Manifest) =>
  how !== undefined && how.rows !== interactions ? `${how.rows} since ${how.lastFull}` : "";

const arnsOf = (found: Readonly<Record<string, Found>>) =>
  Object.fromEntries(Object.entries(found).map(([name, { arn }]) => [name, arn]));

/** T2 into Personalize, once nothing stands against it. */
export const importDatasets: Step<"import-datasets", ImportNeeds, Manifest, Imported> = {
  name: "import-datasets",
  async look({ run, input: manifest }, needs) {
    const objection = objectionTo(manifest);
    if (objection) return failed(objection);
    return withAccess(await lookAtData(run, manifest, needs), run, needs);
  },
};
