import type { StepName } from "@millrace/core/domain/run";
import type { Books, Link, Step } from "./step.ts";
import { tickOf, type Ticked, type TickTime } from "./tick.ts";

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
