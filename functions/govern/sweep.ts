import type { Bucket } from "@millrace/core/aws/s3";
import { places } from "./scrub.ts";
import { scrubObject, type ScrubLake } from "./scrub-object.ts";
import type { Suppression } from "@millrace/core/aws/suppression";

export interface Swept {
  objects: number;
  /** Lines taken out or emptied, by place. */
  forgotten: Record<string, number>;
  /** Set when time ran out: go on after this key. */
  next?: string;
}

/** The largest object, read, cleaned and written. */
const reservedMs = 20_000;

/** Take the erased out of everything that is in the lake. Doing it again changes nothing. */
export async function sweep(
  lake: ScrubLake & Pick<Bucket, "list">,
  suppression: Suppression,
  { after = "", remainingMs }: { after?: string; remainingMs: () => number },
): Promise<Swept> {
  const swept: Swept = { objects: 0, forgotten: {}, next: after };
  if (!suppression.isEmpty)
    for (const { prefix } of places)
      // in key order, because `after` compares keys
      for await (const { key } of lake.list(prefix)) {
        if (key <= after) continue;
        if (remainingMs() < reservedMs) return swept;
        const forgotten = await scrubObject(lake, key, suppression);
        swept.objects += 1;
        if (forgotten > 0) swept.forgotten[prefix] = (swept.forgotten[prefix] ?? 0) + forgotten;
        swept.next = key;
      }
  delete swept.next;
  return swept;
}
