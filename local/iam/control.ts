import type { Control } from "../kernel/control.ts";
import type { Grant } from "./grants.ts";
import type { Iam } from "./iam.ts";

/** `/_millrace/iam`: every grant of every role, and whether anybody has needed it. */
export const iamControl =
  (iam: Pick<Iam, "grants">, isEnforced: boolean): Control =>
  () => ({ isEnforced, grants: iam.grants() });

/** For people: each role with the grants that nothing needed. */
export const unusedText = (grants: readonly Grant[]): string => {
  const byRole = Map.groupBy(grants, ({ role }) => role);
  return [...byRole]
    .map(([role, all]) => {
      const unused = all.filter(({ isUsed }) => !isUsed);
      const head = `${role}: ${all.length - unused.length} of ${all.length} grants were needed`;
      return [head, ...unused.map(({ statement, grant }) => `  not needed: ${grant}  (${statement})`)].join("\n");
    })
    .join("\n");
};
