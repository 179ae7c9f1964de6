import type { Source } from "@millrace/core/domain/pipeline";
import type { Run } from "@millrace/core/domain/run";

/** What is known of a source as a run begins to export. */
export interface SourceState {
  readonly state: "ready" | "awaited" | "skipped" | "missing";
  /** The newest day that has come, of those that count. */
  readonly day?: string;
  readonly objects?: number;
  /** How long after the run was opened it was there, when it was waited for. */
  readonly lateMs?: number;
  /** For people: what was looked for, and until when. */
  readonly message: string;
}

export interface SourceNeeds {
  readonly sources: Readonly<Record<string, Source>>;
  readonly lake: { list(prefix: string): AsyncIterable<{ readonly key: string }> };
}

const dayMs = 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Days that count, newest first: the run's own, then as many before as `within` allows. */
const daysOf = (run: Run, { within }: Source): string[] => {
  const own = Date.parse(run.id.slice(0, 10));
  return Array.from({ length: 1 + Math.floor(within / dayMs) }, (_, back) => dayOf(own - back * dayMs));
};

const mostCounted = 1000;

const count = async (prefix: string, { lake }: SourceNeeds): Promise<number> => {
  let objects = 0;
  for await (const _ of lake.list(prefix)) if (++objects >= mostCounted) break;
  return objects;
};

const stateOf = async (run: Run, source: Source, now: number, needs: SourceNeeds): Promise<SourceState> => {
  const days = daysOf(run, source);
  const place = (day: string) => source.path.replace("{date}", day);
  for (const day of days) {
    const objects = await count(place(day), needs);
    if (objects > 0) return { state: "ready", day, objects, message: `${day}: ${objects} objects` };
  }
  const [newest = "", oldest = newest] = [days[0], days.at(-1)];
  const looked = days.length === 1 ? place(newest) : `${place(newest)} and the days back to ${oldest}`;
  const until = run.openedAt + source.lateBy;
  const words = `nothing under ${looked}`;
  if (now < until && !run.force)
    return { state: "awaited", message: `${words}; waited for until ${new Date(until).toISOString()}` };
  return source.required && !run.force ? { state: "missing", message: words } : { state: "skipped", message: words };
};

/** Every source of the pipeline on the run's day. */
export const readinessOf = async (run: Run, now: number, needs: SourceNeeds): Promise<Record<string, SourceState>> => {
  const entries = await Promise.all(
    Object.entries(needs.sources).map(async ([name, source]) => {
      const state = await stateOf(run, source, now, needs);
      const wasAwaited = state.state === "ready" && run.steps["export-datasets"].message?.includes(awaited(name));
      return [name, wasAwaited ? { ...state, lateMs: now - run.openedAt } : state] as const;
    }),
  );
  return Object.fromEntries(entries);
};

/** How the message about a source begins, which tells the next look what was waited for. */
const awaited = (name: string) => `source ${name}: nothing under`;

const inState = (states: Readonly<Record<string, SourceState>>, wanted: SourceState["state"]): string[] =>
  Object.entries(states).flatMap(([name, { state, message }]) =>
    state === wanted ? [`source ${name}: ${message}`] : [],
  );

/** Why the run cannot go on without the source; undefined when it can. */
export const missingIn = (states: Readonly<Record<string, SourceState>>): string | undefined => {
  const missing = inState(states, "missing");
  return missing.length === 0
    ? undefined
    : `${missing.join("; ")}. What to do: see that it is delivered, then open the run again; or go on without it with {"force": true}, or by required: false in pipeline.yml.`;
};

/** What is waited for; undefined when nothing is. */
export const awaitedIn = (states: Readonly<Record<string, SourceState>>): string | undefined =>
  inState(states, "awaited").join("; ") || undefined;
