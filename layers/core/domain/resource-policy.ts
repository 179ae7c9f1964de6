/** Who asks: a service, or a role by its ARN. */
export type Asker = { readonly service: string } | { readonly roleArn: string };

/** Something somebody wants to do with a resource that has a policy of its own. */
export interface Wish {
  readonly by: Asker;
  readonly action: string;
  /** Absent in a trust policy, which names none. */
  readonly resource?: string | undefined;
  /** Condition keys and their values, as far as they are known. */
  readonly context: Readonly<Record<string, string>>;
}

/** `unclear`: it depends on what cannot be known here, or is said in a way that is not understood here. */
export type Says = "allows" | "denies" | "nothing" | "unclear";

/** Undefined: cannot be told. */
type Truth = boolean | undefined;
const both = (...parts: readonly Truth[]): Truth =>
  parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;

type Raw = Readonly<Record<string, unknown>>;
const list = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

/** IAM's wildcards. */
const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  ).test(text);

const anyLike = (patterns: unknown, text: string): Truth =>
  list(patterns).some((pattern) => String(pattern).includes("${"))
    ? undefined
    : list(patterns).some((pattern) => like(String(pattern), text));

const isMeant = ({ Principal, NotPrincipal }: Raw, by: Asker): Truth => {
  if (NotPrincipal !== undefined) return undefined;
  if (Principal === "*") return true;
  if (typeof Principal !== "object" || Principal === null) return false;
  const named = (kind: string) => list((Principal as Raw)[kind]).map(String);
  if (named("AWS").includes("*")) return true;
  if ("service" in by) return named("Service").includes(by.service);
  const account = by.roleArn.split(":")[4] ?? "";
  return named("AWS").some((who) => who === by.roleArn || who === account || who.endsWith(`::${account}:root`));
};

const compare: Readonly<Record<string, (wanted: string, actual: string) => boolean>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringNotEquals: (wanted, actual) => wanted !== actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual,
};

const holds = ({ Condition }: Raw, context: Wish["context"]): Truth => {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const tests = Object.entries((Condition ?? {}) as Record<string, Raw>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]): Truth => {
      const holdsFor = compare[operator.replace(/IfExists$/, "")];
      const actual = known.get(key.toLowerCase());
      const wanted = list(values).map(String);
      if (holdsFor === undefined || actual === undefined || wanted.some((one) => one.includes("${"))) return undefined;
      return operator.startsWith("StringNot")
        ? wanted.every((one) => holdsFor(one, actual))
        : wanted.some((one) => holdsFor(one, actual));
    }),
  );
  return both(...tests);
};

const unless = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

const covers = (statement: Raw, { action, resource }: Wish): Truth => {
  const { Action, NotAction, Resource, NotResource } = statement;
  const acts = (written: unknown) =>
    anyLike(
      list(written).map((one) => String(one).toLowerCase()),
      action.toLowerCase(),
    );
  const isAct = NotAction === undefined ? acts(Action) : unless(acts(NotAction));
  if (resource === undefined) return isAct;
  return both(isAct, NotResource === undefined ? anyLike(Resource, resource) : unless(anyLike(NotResource, resource)));
};

/** What a bucket's policy or a role's trust policy says of a wish. An explicit deny wins. */
export const whatPolicySays = (document: unknown, wish: Wish): Says => {
  const statements = list((document as Raw | undefined)?.["Statement"]) as Raw[];
  const found = statements.map((statement) => ({
    effect: statement["Effect"],
    applies: both(isMeant(statement, wish.by), covers(statement, wish), holds(statement, wish.context)),
  }));
  const of = (effect: string, applies: Truth) =>
    found.some((statement) => statement.effect === effect && statement.applies === applies);
  if (of("Deny", true)) return "denies";
  if (of("Deny", undefined)) return "unclear";
  if (of("Allow", true)) return "allows";
  return of("Allow", undefined) ? "unclear" : "nothing";
};
