/**
 * What a filter can say. Keywords, datasets and fields are read without regard to case, as AWS's own examples need, and kept
 * in the case that AWS prints. Source: developer guide, "Filter expression structure and elements".
 *
 *     filter     := expression ("|" expression)*
 *     expression := ("INCLUDE" | "EXCLUDE") ("ItemID" | "UserID") "WHERE" any ("IF" user ("AND" user)*)?
 *     any        := all ("OR" all)*
 *     all        := condition ("AND" condition)*
 *     condition  := field test                         field of Items, Interactions or Users; of the same in one expression
 *     user       := "CurrentUser" "." name test
 *     test       := "NOT"? "IN" "(" value ("," value)* ")" | "IN" CurrentItem | compare (number | parameter | CurrentItem)
 *     value      := text | parameter                   the text * only of Interactions.EVENT_TYPE
 */
export const subjects = ["ItemID", "UserID"] as const;
export type Subject = (typeof subjects)[number];

export const datasets = ["Items", "Interactions", "Users", "CurrentUser"] as const;
export type DatasetName = (typeof datasets)[number];

export const comparisons = ["=", "!=", "<", "<=", ">", ">="] as const;
export type Comparison = (typeof comparisons)[number];
export type Operator = "IN" | "NOT IN" | Comparison;

export type Value =
  | { readonly text: string }
  /** As it was written. */
  | { readonly number: string }
  | { readonly parameter: string }
  /** A field of the item that was asked about. */
  | { readonly currentItem: string };

export interface Condition {
  readonly dataset: DatasetName;
  /** Upper case. */
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly Value[];
}

export interface Expression {
  readonly action: "INCLUDE" | "EXCLUDE";
  readonly subject: Subject;
  /** Holds when every condition of any of these does: AND binds tighter than OR. */
  readonly groups: readonly (readonly Condition[])[];
  /** On CurrentUser; the expression says nothing unless they all hold. */
  readonly onlyIf: readonly Condition[];
}

/** Which datasets' conditions a subject can be told by. */
export const datasetsOf: Readonly<Record<Subject, readonly DatasetName[]>> = {
  ItemID: ["Items", "Interactions"],
  UserID: ["Users", "Interactions"],
};

export const conditionsOf = ({ groups, onlyIf }: Expression): Condition[] => [...groups.flat(), ...onlyIf];

/** Whether a filter compares with the item that was asked about. */
export const looksAtItem = (expressions: readonly Expression[]): boolean =>
  expressions
    .flatMap(conditionsOf)
    .flatMap(({ values }) => values)
    .some((value) => "currentItem" in value);
