import type { State } from "../kernel/state.ts";
import { matchesWild } from "./condition.ts";
import type { Need, Statement } from "./policy.ts";
import type { Role } from "./roles.ts";

/** An action or a resource that a statement grants, and whether anybody has needed it. */
export interface Grant {
  readonly role: string;
  readonly statement: string;
  /** `s3:GetObject`, or an ARN pattern. */
  readonly grant: string;
  readonly isUsed: boolean;
}

/** Something a role was refused, and how often since the start. */
export interface Refusal {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly times: number;
}

/** What Lambda does in a role's name without a call on our wire. */
const behindTheWire = /^(logs|sqs|cloudwatch|xray):/;

/** Firehose is to be granted more than puts (listing, uploads in parts), as its guide says, and does only puts here. */
const isFirehoses = ({ trust }: Role): boolean =>
  trust.every(
    ({ principals }) => typeof principals === "object" && String(principals["Service"]) === "firehose.amazonaws.com",
  );

/** Remembers which grants were needed, across restarts. */
export const grantBook = (state: State) => {
  const kept = state.collection<true>("iam/used");
  const used = new Set(kept.list().map(({ id }) => id));
  const idOf = (role: string, statement: string, grant: string): string => `${role} ${statement} ${grant}`;
  const note = (id: string): void => {
    if (used.has(id)) return;
    used.add(id);
    kept.put(id, true);
  };
  const refused = new Map<string, Refusal>();
  return {
    refuse(role: string, { action, resource }: Need): void {
      const id = idOf(role, action, resource);
      refused.set(id, { role, action, resource, times: (refused.get(id)?.times ?? 0) + 1 });
    },
    refusals: (): Refusal[] => [...refused.values()],
    use({ name }: Role, { label, actions, resources }: Statement, { action, resource }: Need): void {
      for (const pattern of actions) if (matchesWild(pattern, action, "is")) note(idOf(name, label, pattern));
      for (const pattern of resources) if (matchesWild(pattern, resource)) note(idOf(name, label, pattern));
    },
    /** Every grant of these roles, in the order written. */
    list: (roles: Iterable<Role>): Grant[] =>
      [...roles]
        .filter((role) => !isFirehoses(role))
        .flatMap(({ name: role, statements }) =>
          statements
            .filter(
              ({ actions, effect }) => effect === "Allow" && !actions.every((action) => behindTheWire.test(action)),
            )
            .flatMap(({ label: statement, actions, resources }) =>
              [...actions, ...resources].map((grant) => ({
                role,
                statement,
                grant,
                isUsed: used.has(idOf(role, statement, grant)),
              })),
            ),
        ),
  };
};

export type GrantBook = ReturnType<typeof grantBook>;
