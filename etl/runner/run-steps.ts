import { existsSync, readFileSync } from "node:fs";
import { named, type Engine } from "./engine.ts";
import type { Plan } from "./plan.ts";
import { plainName } from "./table.ts";

interface Watched {
  progress: (message: string) => void;
  /** A step's table is there; nothing has read it yet. */
  after?: (step: string) => Promise<void>;
}

/** Compute a plan's steps in order, each as a table of its name. Throws with the file's name when one fails. */
export async function runSteps(plan: Plan, engine: Engine, { progress, after }: Watched): Promise<void> {
  for (const step of plan.steps) {
    const started = performance.now();
    const kind = plan.views?.includes(step) ? "view" : "temp table";
    try {
      await engine.run(`create ${kind} ${named(step)} as ${readStep(step)}`);
    } catch (cause) {
      throw new Error(`${step}.sql failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    await after?.(step);
    progress(`${step}: ${Math.round(performance.now() - started)} ms`);
  }
}

/** SQL that generators wrote lies apart from what people write. */
export function readStep(step: string): string {
  const name = `${plainName(step)}.sql`;
  const own = new URL(`../${name}`, import.meta.url);
  return readFileSync(existsSync(own) ? own : new URL(`../generated/${name}`, import.meta.url), "utf8");
}
