import { conditionOf, matchesWild, UnsupportedPolicy, type Context, type Holds } from "./condition.ts";

/** One thing somebody wants to do. */
export interface Need {
  /** `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  readonly context?: Context;
}

/** Who a resource's policy speaks of. `*` is everybody. */
export type Principals = "*" | Readonly<Record<string, readonly string[]>>;

export interface Statement {
  /** For people: policy and Sid, or its place. */
  readonly label: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: Principals | undefined;
  readonly covers: (need: Need) => boolean;
  readonly holds: Holds;
}

const understood = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
  "Principal",
]);

const texts = (value: unknown, where: string): string[] =>
  [value ?? []].flat().map((entry) => {
    if (typeof entry !== "string") throw new UnsupportedPolicy(`${where} wants text, not ${JSON.stringify(entry)}`);
    if (entry.includes("${"))
      throw new UnsupportedPolicy(`${where}: the policy variable in ${entry} is not computed here`);
    return entry;
  });

const principalsOf = (value: unknown, where: string): Principals | undefined => {
  if (value === undefined || value === "*") return value;
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.map(([kind, names]) => [kind, texts(names, `${where} Principal`)]));
};

const statementOf = (raw: Readonly<Record<string, unknown>>, label: string): Statement => {
  const strange = Object.keys(raw).filter((name) => !understood.has(name));
  if (strange.length > 0) throw new UnsupportedPolicy(`${label}: ${strange.join(", ")} is not understood here`);
  const effect = raw["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw new UnsupportedPolicy(`${label}: Effect is ${String(effect)}`);
  const actions = texts(raw["Action"], `${label} Action`);
  const notActions = texts(raw["NotAction"], `${label} NotAction`);
  const resources = texts(raw["Resource"], `${label} Resource`);
  const notResources = texts(raw["NotResource"], `${label} NotResource`);
  const isAny = (patterns: readonly string[], text: string, flags?: string): boolean =>
    patterns.some((pattern) => matchesWild(pattern, text, flags));
  return {
    label,
    effect,
    actions,
    resources,
    principals: principalsOf(raw["Principal"], label),
    holds: conditionOf(raw["Condition"], label),
    covers: ({ action, resource }) =>
      (notActions.length > 0 ? !isAny(notActions, action, "is") : isAny(actions, action, "is")) &&
      (notResources.length > 0 ? !isAny(notResources, resource) : isAny(resources, resource)),
  };
};

/** The statements of a policy document. Throws UnsupportedPolicy for what cannot be decided here. */
export const statementsOf = (document: unknown, name: string): Statement[] => {
  const { Statement: written } = (document ?? {}) as { Statement?: unknown };
  return [written ?? []].flat().map((raw, index) => {
    const statement = raw as Readonly<Record<string, unknown>>;
    const sid = statement["Sid"];
    return statementOf(statement, `${name}/${typeof sid === "string" ? sid : index + 1}`);
  });
};

export type Decision =
  | { readonly is: "allowed"; readonly by: Statement }
  | { readonly is: "denied"; readonly by: Statement }
  | { readonly is: "unmentioned" };

/** An explicit deny wins, then any allow; what nobody mentions is refused. */
export const decide = (statements: readonly Statement[], need: Need): Decision => {
  const context = need.context ?? {};
  const relevant = statements.filter(({ covers, holds }) => covers(need) && holds(context));
  const deny = relevant.find(({ effect }) => effect === "Deny");
  if (deny) return { is: "denied", by: deny };
  const allow = relevant.find(({ effect }) => effect === "Allow");
  return allow ? { is: "allowed", by: allow } : { is: "unmentioned" };
};
