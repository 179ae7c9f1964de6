import type { Personalize } from "@millrace/core/aws/personalize";
import { listShards, pointerKey, shardKey, shardOf, type ListsPointer } from "@millrace/core/domain/batch-lists";
import { t2Prefix } from "@millrace/core/domain/lake";
import type { Lists } from "@millrace/core/domain/list-metrics";
import type { BatchLists, Pipeline } from "@millrace/core/domain/pipeline";
import type { Imported, Judged, Manifest, Run } from "@millrace/core/domain/run";
import { meaningOfPersonalize } from "@millrace/core/domain/status";
import type { Reading } from "../judging/held-out.ts";
import { listsIn } from "../judging/lists.ts";
import type { Ledger } from "../ledger.ts";
import { shortened } from "../names.ts";
import { activeUsers } from "./active.ts";

export interface ListsNeeds {
  readonly personalize: Pick<Personalize, "batchJob" | "createBatchJob">;
  readonly ledger: Pick<Ledger, "live" | "run" | "runs">;
  readonly name: string;
  readonly lake: Reading & {
    getJson<T>(key: string): Promise<T | undefined>;
    put(key: string, body: string, options?: { contentType?: string }): Promise<unknown>;
  };
  readonly lakeBucket: string;
  readonly pipeline: Pick<Pipeline, "batch" | "campaigns">;
}

export interface Refreshed {
  readonly lists: string;
  readonly did: "nothing" | "started" | "waited" | "written" | "failed";
  readonly message: string;
}

interface Model {
  readonly run: Run;
  readonly solutionVersionArn: string;
}

/** Runs looked back through for a solution that no campaign serves. */
const memory = 40;

/** The version that serves; of a solution without a campaign, the newest that was judged fit to. */
const modelOf = async (solution: string, { ledger, pipeline }: ListsNeeds): Promise<Model | undefined> => {
  const campaign = pipeline.campaigns.find((entry) => entry.solution === solution);
  if (campaign !== undefined) {
    const live = await ledger.live(campaign.name);
    const run = live && (await ledger.run(live.run));
    return live && run && { run, solutionVersionArn: live.solutionVersionArn };
  }
  const newest = (await ledger.runs(memory)).sort((left, right) => right.openedAt - left.openedAt);
  for (const run of newest) {
    const judged = run.steps["judge-models"].output as Judged | undefined;
    const model = judged?.models.find((one) => one.solution === solution && one.verdict === "deploy");
    if (run.status === "succeeded" && model) return { run, solutionVersionArn: model.solutionVersionArn };
  }
  return undefined;
};

const json = { contentType: "application/json" };

/** All shards, and then the word that they are current. Doing it again writes the same. */
const write = async (
  name: string,
  { run, solutionVersionArn }: Model,
  lists: Lists,
  now: number,
  needs: ListsNeeds,
) => {
  const shards = Array.from({ length: listShards }, () => new Map<string, readonly string[]>());
  for (const [user, items] of lists) shards[shardOf(user)]?.set(user, items);
  await Promise.all(
    shards.map((users, shard) =>
      needs.lake.put(shardKey(name, run.id, shard), JSON.stringify(Object.fromEntries(users)), json),
    ),
  );
  const pointer: ListsPointer = { run: run.id, model: solutionVersionArn, madeAt: now, users: lists.size };
  await needs.lake.put(pointerKey(name), JSON.stringify(pointer), json);
};

const refresh = async (batch: BatchLists, now: number, needs: ListsNeeds): Promise<Refreshed> => {
  const { lake, personalize, lakeBucket } = needs;
  const told = (did: Refreshed["did"], message: string): Refreshed => ({ lists: batch.name, did, message });
  const model = await modelOf(batch.solution, needs);
  if (model === undefined) return told("nothing", `no model of ${batch.solution} serves yet`);
  const { run, solutionVersionArn } = model;
  const current = await lake.getJson<ListsPointer>(pointerKey(batch.name));
  if (current?.run === run.id && current.model === solutionVersionArn) return told("nothing", `of run ${run.id}`);

  const folder = `${t2Prefix(run.id)}lists/${batch.name}/`;
  const job = shortened(`${needs.name}-lists-${batch.name}-${run.id}`);
  const found = await personalize.batchJob(job);
  if (found === undefined) {
    const exported = run.steps["export-datasets"].output as Manifest | undefined;
    const active = { withinMs: batch.activeWithin, most: batch.most };
    const users = exported === undefined ? [] : await activeUsers(exported.run, active, lake);
    if (users.length === 0) return told("nothing", `run ${run.id} exported no active users`);
    const { filters = {} } = (run.steps["import-datasets"].output ?? {}) as Partial<Imported>;
    const asked = `${folder}users.json`;
    await lake.put(asked, `${users.map((userId) => JSON.stringify({ userId })).join("\n")}\n`, json);
    await personalize.createBatchJob({
      name: job,
      solutionVersionArn,
      from: `s3://${lakeBucket}/${asked}`,
      to: `s3://${lakeBucket}/${folder}`,
      length: batch.length,
      filterArn: batch.filter === undefined ? undefined : filters[batch.filter],
    });
    return told("started", `lists for ${users.length} users by run ${run.id}`);
  }
  const meaning = meaningOfPersonalize(found.status);
  if (meaning === "running") return told("waited", `${job}: ${found.status}`);
  if (meaning === "failed")
    return told("failed", `${job}: ${found.status}: ${found.failureReason ?? "no reason given"}`);
  const lists = await listsIn(folder, lake);
  await write(batch.name, model, lists, now, needs);
  return told("written", `lists for ${lists.size} users by run ${run.id}`);
};

/**
 * After a deployment, or a rollback, makes the lists of the batch section anew with the model that serves. Outside the chain: no run
 * waits for it. Looks, does at most one thing for each, and names what it makes after the run, so that it may be killed anywhere.
 */
export const refreshLists = (now: number, needs: ListsNeeds): Promise<Refreshed[]> =>
  Promise.all(needs.pipeline.batch.map((batch) => refresh(batch, now, needs)));
