import { ahead } from "../runner/ahead.ts";
import type { Lake } from "../runner/lake.ts";
import type { LinesInput } from "../runner/plan.ts";
import { readLines } from "../runner/read-lines.ts";
import { objectsOf } from "../runner/stage-inputs.ts";
import type { MartsManifest } from "./marts-manifest.ts";

/** How many events each object of the quarantine holds; an object that was counted before is not read again. */
export async function countRefused(
  input: LinesInput,
  counted: MartsManifest["refused"],
  lake: Lake,
): Promise<MartsManifest["refused"]> {
  const refused: MartsManifest["refused"] = {};
  const objects = await objectsOf(input, lake);
  for (const { key, etag } of objects)
    if (counted[key]?.etag === etag) refused[key] = { etag, lines: counted[key].lines };
  const fresh = objects.filter(({ key }) => refused[key] === undefined);
  for await (const [{ key }, found] of ahead(fresh, (object) => lake.get(object.key))) {
    if (!found) continue;
    let lines = 0;
    for await (const _ of readLines(found.body)) lines += 1;
    refused[key] = { etag: found.etag, lines };
  }
  return Object.fromEntries(Object.entries(refused).sort(([a], [b]) => (a < b ? -1 : 1)));
}
