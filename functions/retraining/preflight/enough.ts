import { fewestInteractions, fewestReturningUsers, leastReturningShare } from "@millrace/core/domain/datasets";

/** Interactions a solution learns from: of all types, or of those it names. */
export interface Learner {
  readonly solution: string;
  readonly events: readonly { readonly type: string; readonly threshold?: number | undefined }[];
}

const mostTypes = 10;

const needed = (lacking: number, what: string) => `${lacking} more ${what}${lacking === 1 ? "" : "s"} needed`;

/** Counts what Personalize's minimum is about, interaction by interaction, for one solution. */
export const minimumOf = ({ solution, events }: Learner) => {
  const thresholds = new Map(events.map(({ type, threshold }) => [type, threshold]));
  const seen = new Map<string, Set<string>>();
  const types = new Set<string>();
  let unique = 0;
  return {
    add([user = "", item = "", time = "", type = "", value = ""]: readonly string[]): void {
      types.add(type);
      const threshold = thresholds.get(type);
      if (thresholds.size > 0 && !thresholds.has(type)) return;
      if (threshold !== undefined && !(value !== "" && Number(value) >= threshold)) return;
      const own = seen.get(user) ?? new Set();
      if (!seen.has(user)) seen.set(user, own);
      const before = own.size;
      own.add(`${item} ${type} ${time}`);
      unique += own.size - before;
    },

    /** In Personalize's words, and how much is lacking; undefined when there is enough. */
    problem(): string | undefined {
      const named = events.map(({ type }) => type).join(", ");
      const filtered = named === "" ? "" : ` after filtering by event type: ${named}`;
      const of = `solution ${solution}: `;
      if (types.size > mostTypes) return `${of}${types.size} event types, and Personalize takes ${mostTypes} at most.`;
      if (unique < fewestInteractions)
        return `${of}Dataset has fewer than ${fewestInteractions} interactions${filtered}. ${needed(fewestInteractions - unique, "interaction")}: ${unique} of ${fewestInteractions}.`;
      const returning = [...seen.values()].filter((own) => own.size >= 2).length;
      if (returning < fewestReturningUsers)
        return `${of}Dataset has fewer than ${fewestReturningUsers} users with at least 2 interactions each. ${needed(fewestReturningUsers - returning, "user")} who came back: ${returning} of ${fewestReturningUsers}.`;
      const wanted = Math.ceil(seen.size * leastReturningShare);
      if (returning < wanted)
        return `${of}Dataset has fewer than 1% of users with at least 2 interactions each. ${needed(wanted - returning, "user")} who came back: ${returning} of ${seen.size} users are ${((returning / seen.size) * 100).toFixed(2)} %.`;
      return undefined;
    },
  };
};
