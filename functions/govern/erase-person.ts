import * as z from "zod";
import type { Deletion, PersonalizeDeletion } from "@millrace/core/aws/personalize-deletion";
import type { Bucket } from "@millrace/core/aws/s3";
import type { Call } from "@millrace/core/runtime/handlers";
import { purgeCache, type CacheTable } from "./purge-cache.ts";
import { devicesOf } from "./devices-of.ts";
import { personalizeLists } from "./personalize-list.ts";
import type { ScrubLake } from "./scrub-object.ts";
import type { SuppressionList } from "@millrace/core/aws/suppression";
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
    const lists = personalizeLists(lake, bucket, deletion);
    if (asked.step === "deletion") {
      const found = await lists.look(person, erasedAt);
      await tellReceipt(lake, person, erasedAt, found);
      return { deletion: found };
    }
    if (asked.step === "devices") {
      await people.add([user], "asked", erasedAt);
      const { devices, next } = await devicesOf(lake, user, { after: asked.after, remainingMs });
      await people.add(devices, "linked", erasedAt);
      await lists.add(person, erasedAt, [user, ...devices]);
      if (next !== undefined) return { next: { user, erasedAt, step: "devices", after: next } };
    }
    const suppression = await people.load();
    const from = asked.step === "sweep" ? asked.after : "";
    const swept = await sweep(lake, suppression, { after: from, remainingMs });
    for (const [place, lines] of Object.entries(swept.forgotten)) forgotten[place] = (forgotten[place] ?? 0) + lines;
    if (swept.next !== undefined) return { next: { user, erasedAt, step: "sweep", after: swept.next, forgotten } };

    const receipt: Receipt = {
      person,
      erasedAt,
      finishedAt: now,
      forgotten,
      cached: await purgeCache(cache, suppression),
      personalize: await lists.start(person, erasedAt),
    };
    await lake.put(receiptKeyOf(person), JSON.stringify(receipt), { contentType: "application/json" });
    return { receipt };
  };

export const receiptKeyOf = (person: string): string => `erasures/${person.slice(0, 32)}.json`;

/** When Personalize is done, or will not, the receipt says so. */
async function tellReceipt(lake: ScrubLake, person: string, erasedAt: number, found: Deletion): Promise<void> {
  if (found.status !== "done" && found.status !== "refused") return;
  const body = await lake.getBytes(receiptKeyOf(person));
  const receipt = body && (JSON.parse(body.toString("utf8")) as Receipt);
  if (receipt?.erasedAt === erasedAt)
    await lake.put(receiptKeyOf(person), JSON.stringify({ ...receipt, personalize: found }), {
      contentType: "application/json",
    });
}
