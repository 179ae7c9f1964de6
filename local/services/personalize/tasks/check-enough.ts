import type { Interactions } from "../../../recommender/interactions.ts";
import { Unfit } from "./unfit.ts";

const LEAST_INTERACTIONS = 1000;
const LEAST_USERS = 25;
/** Of all users, this share must have two interactions or more. */
const LEAST_SHARE = 0.01;

/** Personalize's minimum, after event types and values were filtered. Throws Unfit in its words. */
export function checkEnough(all: Interactions, eventTypes: readonly string[]): void {
  if (uniqueInteractions(all) < LEAST_INTERACTIONS) {
    const filtered = eventTypes.length === 0 ? "" : ` after filtering by event type: ${eventTypes.join(", ")}`;
    throw new Unfit(`Dataset has fewer than ${LEAST_INTERACTIONS} interactions${filtered}`);
  }
  const returning = all.users.filter((_, user) => (all.offsets[user + 1] ?? 0) - (all.offsets[user] ?? 0) >= 2).length;
  if (returning < LEAST_USERS) {
    throw new Unfit(`Dataset has fewer than ${LEAST_USERS} users with at least 2 interactions each.`);
  }
  if (returning < all.users.length * LEAST_SHARE) {
    throw new Unfit("Dataset has fewer than 1% of users with at least 2 interactions each.");
  }
}

/** Interactions that differ in item, type or second; a user's are side by side, so one user's are compared at a time. */
function uniqueInteractions(all: Interactions): number {
  let unique = 0;
  for (let user = 0; user < all.users.length && unique < LEAST_INTERACTIONS; user++) {
    const seen = new Set<string>();
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++) {
      seen.add(`${all.item[event]} ${all.type[event]} ${all.time[event]}`);
    }
    unique += seen.size;
  }
  return unique;
}
