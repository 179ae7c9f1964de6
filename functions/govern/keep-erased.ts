import * as z from "zod";
import type { PersonalizeDeletion } from "@millrace/core/aws/personalize-deletion";
import type { Bucket } from "@millrace/core/aws/s3";
import type { Call } from "@millrace/core/runtime/handlers";
import { personalizeLists } from "./personalize-list.ts";
import { scrubObject, type ScrubLake } from "./scrub-object.ts";
import type { SuppressionList } from "@millrace/core/aws/suppression";
import { sweep, type Swept } from "./sweep.ts";

const created = z.object({
  source: z.literal("aws.s3"),
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

export interface Dependencies {
  bucket: string;
  lake: ScrubLake & Pick<Bucket, "list">;
  people: Pick<SuppressionList, "load">;
  deletion: Pick<PersonalizeDeletion, "start" | "look">;
}

/**
 * Who was erased stays erased. A new object, whether replayed, restored or imported again, is cleaned at once, and its rewriting wakes the
 * lake job; once a day everything is looked through. While nobody was ever erased, this reads one item of the ledger.
 */
export const keepErased =
  ({ bucket, lake, people, deletion }: Dependencies) =>
  async (event: unknown, { now, remainingMs }: Pick<Call, "now" | "remainingMs">): Promise<Swept> => {
    const suppression = await people.load();
    if (suppression.isEmpty) return { objects: 0, forgotten: {} };
    const object = created.safeParse(event);
    if (object.success) {
      const { key } = object.data.detail.object;
      const forgotten = object.data.detail.bucket.name === bucket ? await scrubObject(lake, key, suppression) : 0;
      return { objects: 1, forgotten: forgotten === 0 ? {} : { [key]: forgotten } };
    }
    await personalizeLists(lake, bucket, deletion).tidy(now);
    return sweep(lake, suppression, { remainingMs });
  };
