import { fewestInteractions } from "@millrace/core/domain/datasets";
import type { Manifest } from "@millrace/core/domain/run";

/** Why importing this export would be paid for in vain; undefined when it would not. */
export const objectionTo = ({ interactions, items }: Manifest): string | undefined => {
  const lacking = fewestInteractions - interactions;
  if (lacking > 0)
    return `${lacking} more interaction${lacking === 1 ? "" : "s"} needed: ${interactions} of ${fewestInteractions}`;
  if (items === 0) return "no items were exported: is there a snapshot of the product database?";
  return undefined;
};
