import type { Control } from "../kernel/control.ts";
import type { Grant } from "./grants.ts";
import type { Iam } from "./iam.ts";

/** What became of the roles. */
export type Audit = Pick<Iam, "grants" | "refusals">;

/** `/_millrace/iam`: every grant of every role, whether anybody has needed it, and what was refused. */
export const iamControl =
  (audit: Audit, isEnforced: boolean): Control =>
  () => ({ isEnforced, refusals: audit.refusals(), grants: audit.grants() });

/** For people: what was refused, and each role with the grants that nothing needed. */
export const auditText = ({ grants, refusals }: Audit): string => {
  const refused = refusals().map(
    ({ role, action, resource, times }) => `  ${role}: ${action} on ${resource} (${times} times)`,
  );
  const head = refused.length === 0 ? "no role was refused anything" : ["refused:", ...refused].join("\n");
  return [head, unusedText(grants())].join("\n");
};

const unusedText = (grants: readonly Grant[]): string => {
  const byRole = Map.groupBy(grants, ({ role }) => role);
  return [...byRole]
    .map(([role, all]) => {
      const unused = all.filter(({ isUsed }) => !isUsed);
      const head = `${role}: ${all.length - unused.length} of ${all.length} grants were needed`;
      return [head, ...unused.map(({ statement, grant }) => `  not needed: ${grant}  (${statement})`)].join("\n");
    })
    .join("\n");
};
