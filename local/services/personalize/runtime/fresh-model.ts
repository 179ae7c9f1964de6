import type { Model } from "../../../recommender/model.ts";
import type { Context } from "../context.ts";
import type { VersionRecord } from "../records.ts";

/** AWS updates a deployed User-Personalization every two hours with what was streamed since. Source: developer guide. */
const UPDATED_EVERY = 2 * 3_600_000;
/** Those that came first after training make room: a model so far behind wants a new training. */
const MOST_EVENTS = 200_000;

interface Folded {
  from: Model;
  through: number;
  nextAt: number;
  model: Model;
}

const folded = new WeakMap<Context, Map<string, Folded>>();

/** Fold in anew: what was folded is no longer all there. */
export const unfold = (context: Context): void => void folded.delete(context);

/**
 * The version's model, with the visits streamed since its training: other visitors' sessions and new items count for
 * everybody from the next update on. All of it is read from the state, so a restart loses nothing.
 */
export function freshModel(context: Context, { file, groupArn, mode, streamedThrough = 0 }: VersionRecord): Model {
  const { platform, models, events } = context;
  const from = models.get(file);
  if (mode === "UPDATE") return from; // ends automatic updates. Source: API reference, CreateSolutionVersion
  const known = folded.get(context) ?? new Map<string, Folded>();
  folded.set(context, known);
  const last = known.get(file);
  const { clock } = platform;
  if (last?.from === from && clock.now() < last.nextAt) return last.model;
  const through = events.newest(groupArn);
  const isNew = last?.from !== from || through > last.through;
  const model = !isNew
    ? last.model
    : through > streamedThrough
      ? from.withSessions(events.sessions(groupArn, streamedThrough, MOST_EVENTS))
      : from;
  for (const [other, { from: loaded }] of known) if (models.get(other) !== loaded) known.delete(other);
  known.set(file, { from, through, nextAt: clock.due(UPDATED_EVERY), model });
  return model;
}
