import type { Run, StepName } from "@millrace/core/domain/run";
import type { Ledger } from "./ledger.ts";
import type { Progress } from "./progress.ts";

/** What a step is told: the run, what the step before it gave, and the time (ms). */
export interface Asked<In> {
  readonly run: Run;
  readonly input: In;
  readonly now: number;
}

/** One link: looks at AWS, never waits, changes nothing. What is absent it gives back with the act that starts it. */
export interface Step<Name extends StepName, Needs, In, Out> {
  readonly name: Name;
  readonly look: (asked: Asked<In>, needs: Needs) => Promise<Progress<Out>>;
}

/** Where a tick finds its runs, and how long each step may take. */
export interface Books {
  readonly ledger: Ledger;
  readonly deadlines: Deadlines;
}

export type Deadlines = Readonly<Record<StepName, number>>;

/** A step once it is in a chain; `step` and `tick` have checked its types from outside. */
export type Link = Step<StepName, unknown, unknown, unknown>;
