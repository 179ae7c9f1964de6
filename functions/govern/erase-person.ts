import * as z from "zod";
import type { Deletion, PersonalizeDeletion } from "@millrace/core/aws/personalize-deletion";
import type { Bucket } from "@millrace/core/aws/s3";
import type { Call } from "@millrace/core/runtime/handlers";
import { purgeCache, type CacheTable } from "./purge-cache.ts";
import { devicesOf } from "./devices-of.ts";
import type { ScrubLake } from "./scrub-object.ts";
import type { SuppressionList } from "./suppression.ts";
import { sweep } from "./sweep.ts";

const request = z.object({
  /** A user_id, or the anonymous_id of somebody without an account. */
  user: z.string().min(1).max(256),
  /** The rest is what an answer's `next` says. */
  erasedAt: z.int().optional(),
  step: z.enum(["devices", "sweep", "deletion"]).default("devices"),
  after: z.string().default(""),
  forgotten: z.record(z.string(), z.number()).default({}),
});
export type EraseRequest = z.input<typeof request>;

/** What was done, without saying of whom. */
export interface Receipt {
  /** Hash of the id with the lake's salt: whoever knows the id can ask for it. */
  person: string;
  erasedAt: number;
  finishedAt: number;
  /** Lines by place; T1 and the marts are made again from raw. */
  forgotten: Record<string, number>;
  cached: number;
  personalize: Deletion;
}
/** After the lake, Personalize may take hours: `step: "deletion"` looks how its job is getting on, and changes the receipt when it is done. */
export type EraseAnswer = { receipt: Receipt } | { next: EraseRequest } | { deletion: Deletion };

/** Below t2/, which is all that Personalize may read of the lake. */
export const requestsPrefix = "t2/erasures/";

export interface Dependencies {
  bucket: string;
  lake: ScrubLake & Pick<Bucket, "list">;
  people: SuppressionList;
  cache: CacheTable;
  deletion: Pick<PersonalizeDeletion, "start" | "look">;
}

/**
 * Remove a person from the lake, the caches and Personalize, and see that they stay removed: the list comes first, so that whatever
 * arrives meanwhile is forgotten as well. Killed anywhere, the same call again finishes it.
 */
export const erasePerson =
  ({ bucket, lake, people, cache, deletion }: Dependencies) =>
  async (event: unknown, { now, remainingMs }: Pick<Call, "now" | "remainingMs">): Promise<EraseAnswer> => {
    const asked = request.parse(event);
    const { user, erasedAt = now, forgotten } = asked;
    const person = await people.personOf(user);
    if (asked.step === "deletion") return { deletion: await lookAfter(lake, deletion, person, erasedAt) };
    if (asked.step === "devices") {
      await people.add([user], "asked", erasedAt);
      const { devices, next } = await devicesOf(lake, user, { after: asked.after, remainingMs });
      await people.add(devices, "linked", erasedAt);
      if (next !== undefined) return { next: { user, erasedAt, step: "devices", after: next } };
    }
    const suppression = await people.load();
    const from = asked.step === "sweep" ? asked.after : "";
    const swept = await sweep(lake, suppression, { after: from, remainingMs });
    for (const [place, lines] of Object.entries(swept.forgotten)) forgotten[place] = (forgotten[place] ?? 0) + lines;
    if (swept.next !== undefined) return { next: { user, erasedAt, step: "sweep", after: swept.next, forgotten } };

    /** The list of users lies where Personalize may read, and only until it was read. */
    const forgetInPersonalize = async (): Promise<Deletion> => {
      const name = jobNameOf(person, erasedAt);
      const key = `${requestsPrefix}${name}.csv`;
      await lake.put(key, `USER_ID\n"${user.replaceAll('"', '\\"')}"\n`, { contentType: "text/csv" });
      const outcome = await deletion.start(name, `s3://${bucket}/${key}`);
      if (outcome.status !== "started") await lake.remove(key);
      return outcome;
    };

    const receipt: Receipt = {
      person,
      erasedAt,
      finishedAt: now,
      forgotten,
      cached: await purgeCache(cache, suppression),
      personalize: await forgetInPersonalize(),
    };
    await lake.put(receiptKeyOf(person), JSON.stringify(receipt), { contentType: "application/json" });
    return { receipt };
  };

/** A person who came back and is erased again needs another job, so the moment is in its name. Personalize takes 63 letters. */
const jobNameOf = (person: string, erasedAt: number): string => `erase-${person.slice(0, 32)}-${erasedAt.toString(36)}`;

export const receiptKeyOf = (person: string): string => `erasures/${person.slice(0, 32)}.json`;

/** How Personalize is getting on. When it is done, its list goes and the receipt says so. */
async function lookAfter(
  lake: ScrubLake,
  deletion: Pick<PersonalizeDeletion, "look">,
  person: string,
  erasedAt: number,
): Promise<Deletion> {
  const name = jobNameOf(person, erasedAt);
  const found = await deletion.look(name);
  if (found.status !== "done" && found.status !== "refused") return found;
  const body = await lake.getBytes(receiptKeyOf(person));
  const receipt = body && (JSON.parse(body.toString("utf8")) as Receipt);
  if (receipt?.erasedAt === erasedAt)
    await lake.put(receiptKeyOf(person), JSON.stringify({ ...receipt, personalize: found }), {
      contentType: "application/json",
    });
  await lake.remove(`${requestsPrefix}${name}.csv`);
  return found;
}
