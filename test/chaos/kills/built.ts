import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../../scripts/build/build.ts";

const root = join(import.meta.dirname, "../../..");

/** Lists for everybody at once beside the campaigns, and imports of what is new, so that what makes them is killed too. */
const more = `
imports: { mode: incremental }
batch:
  - { name: home, solution: personal, placement: home, activeWithin: 14d, most: 30, length: 10, filter: available }
`;

/** The functions as they are deployed, by a pipeline.yml that leaves nothing out, in a place of their own. */
export const buildApart = async (): Promise<{ out: string; remove: () => void }> => {
  const place = mkdtempSync(join(tmpdir(), "millrace-built-"));
  for (const part of ["functions", "layers", "package.json", "package-lock.json", "pipeline.yml"])
    cpSync(join(root, part), join(place, part), { recursive: true, dereference: false });
  symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
  appendFileSync(join(place, "pipeline.yml"), more);
  const { out } = await build({ root: place });
  return { out, remove: () => rmSync(place, { recursive: true, force: true }) };
};
