/** A permission that is not given, and what would give it. */
export interface Lack {
  /** "Personalize may not assume role …" */
  readonly what: string;
  /** "the trust policy of role …" */
  readonly where: string;
  /** A statement for it, to be pasted. */
  readonly add: object;
  /** Something forbids it, so that another statement would not help. */
  readonly isDenied?: boolean;
}

/** What was found out before anything is imported. Names are of checks. */
export interface Access {
  readonly lacks: readonly Lack[];
  readonly checked: readonly string[];
  /** Why not, by name. */
  readonly notChecked: Readonly<Record<string, string>>;
}

/** What is missing. */
export const lacksText = (lacks: readonly Lack[]): string => lacks.map(({ what }) => what).join(", ");

/** What would give it, policy by policy, with statements to paste. */
export const remedyText = (lacks: readonly Lack[]): string =>
  [...Map.groupBy(lacks, ({ where }) => where)]
    .map(([where, there]) => {
      const statements = there.map(({ add }) => JSON.stringify(add)).join(", ");
      return there.some(({ isDenied }) => isDenied)
        ? `a Deny in ${where} stands against it, and has to spare ${statements}`
        : `add to ${where} ${statements}`;
    })
    .join("; ");

/** "not checked: KMS (…)"; undefined when everything was. */
export const notCheckedText = ({ notChecked }: Pick<Access, "notChecked">): string | undefined => {
  const parts = Object.entries(notChecked).map(([name, why]) => `${name} (${why})`);
  return parts.length === 0 ? undefined : `not checked: ${parts.join("; ")}`;
};
