import { usualInteractions } from "@millrace/core/domain/pipeline-parts";

/** What an event type of somebody else's set-up most likely stands for. */
const guesses: readonly (readonly [RegExp, keyof typeof usualInteractions])[] = [
  [/cart|basket/i, "add_to_cart"],
  [/wish|like|fav/i, "add_to_wishlist"],
  [/purchase|buy|bought|order|checkout/i, "purchase"],
  [/view|detail|watch|read/i, "view_item"],
  [/click|select/i, "select_item"],
];

export interface Mapped {
  /** Event name → EVENT_TYPE; undefined when the usual ones do. */
  readonly interactions: Readonly<Record<string, string>> | undefined;
  /** Every type that is exported then. */
  readonly types: ReadonlySet<string>;
  /** For people: what was guessed. */
  readonly guessed: readonly string[];
}

/** Our events under the names that these solutions filter by, as far as those can be guessed. */
export const mapEventTypes = (wanted: Iterable<string>): Mapped => {
  const interactions: Record<string, string> = { ...usualInteractions };
  const guessed: string[] = [];
  for (const type of new Set(wanted)) {
    if (Object.values(interactions).includes(type)) continue;
    const event = guesses.find(([pattern]) => pattern.test(type))?.[1];
    if (event === undefined || interactions[event] !== usualInteractions[event]) continue;
    interactions[event] = type;
    guessed.push(`event type ${type} is taken for ${event}`);
  }
  return {
    interactions: guessed.length === 0 ? undefined : interactions,
    types: new Set(Object.values(interactions)),
    guessed,
  };
};
