import type { Run, StepName } from "@millrace/core/domain/run";
import type { Ledger } from "./ledger.ts";
import type { Progress } from "./progress.ts";
import { tickOf, type Deadlines, type Ticked, type TickTime } from "./tick.ts";

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

export interface Chain<Needs, Out> {
  readonly name: string;
  readonly steps: readonly StepName[];
  /** Append a step that takes what the last one gives. */
  step<Name extends StepName, Need, Next>(
    step: Step<Name, Need, Out, Next>,
  ): Chain<Needs & { readonly [Key in Name]: Need }, Next>;
  /** The body of a step's Lambda: one tick each time it is woken. */
  tick<Name extends keyof Needs & StepName>(
    name: Name,
    books: Books,
    needs: Needs[Name],
  ): (event: unknown, time: TickTime) => Promise<Ticked>;
}

/** A step once it is in a chain; `step` and `tick` have checked its types from outside. */
export type Link = Step<StepName, unknown, unknown, unknown>;

const linked = <Needs, Out>(name: string, links: readonly Link[]): Chain<Needs, Out> => ({
  name,
  steps: links.map((link) => link.name),
  step: (step) => linked(name, [...links, step as unknown as Link]),
  tick: (step, books, needs) => {
    const index = links.findIndex((link) => link.name === step);
    const link = links[index];
    if (link === undefined) throw new Error(`${name} has no step ${step}`);
    return tickOf(link, links[index - 1]?.name, books, needs);
  },
});

/** An empty chain. Its first step takes nothing. */
export const chain = (name: string): Chain<object, undefined> => linked(name, []);
