import { describe, expect, it } from "@jest/globals";
import { type Cut, cuts } from "../../../local/recommender/cases.ts";
import { type Interactions, InteractionsBuilder } from "../../../local/recommender/interactions.ts";

function histories(...of: string[]): Interactions {
  const builder = new InteractionsBuilder();
  for (const [user, history] of of.entries())
    for (const [at, item] of history.split("").entries()) builder.add(`u${user}`, item, 10 * at + user);
  return builder.build();
}

/** Each cut as "what is known | history>wanted …", in letters. */
function cutsOf(all: Interactions, how: Cut): string[] {
  const text = (items: Iterable<number>) => Array.from(items, (item) => all.items[item]).join("");
  return cuts(all, how).map(({ train, cases }) => {
    const asked = cases.map(({ history, relevant }) => `${text(Array.from(history.item))}>${text(relevant)}`).sort();
    return `${text(train.item)} | ${asked.join(" ")}`;
  });
}

describe("cutting cases", () => {
  it("asks for as many of the newest events as told, one after the other, and leaves two to tell from", () => {
    const how: Cut = { kind: "last", most: 10, seed: 1, events: 2 };
    expect(cutsOf(histories("abcd", "efg", "hi"), how)).toEqual(["abefh | ab>c abc>d ef>g h>i"]);
    expect(cutsOf(histories("abcd", "efg", "hi"), { ...how, events: 1 })).toEqual(["abcefh | abc>d ef>g h>i"]);
  });

  it("asks different users in different rounds", () => {
    const asked = cuts(histories("ab", "cd", "ef"), { kind: "last", most: 1, seed: 1, rounds: 3 });
    expect(new Set(asked.map(({ cases }) => cases[0]?.history.self))).toEqual(new Set([0, 1, 2]));
  });

  it("cuts moment after moment from what came before, until nobody is left to ask", () => {
    const all = histories("abcdefghij", "abcdefghij");
    const how: Cut = { kind: "newest", share: 0.2, most: 10, rounds: 2 };
    expect(cutsOf(all, how)).toEqual([
      "abcdefghabcdefgh | abcdefgh>ij abcdefgh>ij",
      "abcdefabcdef | abcdef>gh abcdef>gh",
    ]);
    expect(cuts(all, { ...how, rounds: 50 }).length).toBeLessThan(20);
  });
});
