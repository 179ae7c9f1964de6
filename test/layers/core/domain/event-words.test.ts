import { describe, expect, it } from "@jest/globals";
import { parseEvent } from "@millrace/core/domain/event";
import type { ProblemCode } from "@millrace/core/domain/event-problem";
import { wordsFor } from "@millrace/core/domain/event-words";
import { fuzzedEvent } from "../../../../scripts/fuzz/events.ts";
import { seededRandom } from "../../../../scripts/petshop/random.ts";

const said: [ProblemCode, string, string | RegExp][] = [
  ["bad_format", "event_id", "event_id must be a UUID, or 8 to 64 of A-Z, a-z, 0-9, _ and -."],
  ["missing", "consent", "consent is required: an object."],
  ["missing", "item_id", "An event of this event_name needs an item_id or items"],
  ["missing", "anonymous_id", "An event needs an anonymous_id or a user_id"],
  ["missing", "items[3].item_id", "items[].item_id is required"],
  ["not_milliseconds", "event_ts", /^event_ts must be .* milliseconds .*, not seconds\.$/],
  ["out_of_range", "event_ts", "with a server key, between 1990 and tomorrow"],
  ["out_of_range", "items[0].price", "items[].price must be a number from 0 to 10,000,000,000,000."],
  ["bad_format", "props.My Key", "props names must be 1 to 40 of a-z, 0-9 and _, a letter first."],
  ["too_long", "props.note", "props.* must be text of at most 1,024 characters, a number or a boolean."],
  ["too_deep", "theirs.a.b", "An event may nest at most 4 levels."],
  ["too_large", "", "An event may have at most 32,768 bytes."],
];
const fallback = "This member is not what the event schema allows.";
const seed = Date.now() % 1e9;

describe("wordsFor", () => {
  it.each(said)("says of %s at %j what would be taken", (code, path, words) => {
    expect(wordsFor({ code, path })).toMatch(words);
  });

  it(`has a sentence of its own for all that parseEvent refuses, and nothing of the sender's in any (seed ${seed})`, () => {
    const random = seededRandom(seed);
    const sentences = new Map<string, string>();
    for (let left = 5_000; left > 0; left -= 1) {
      const parsed = parseEvent(JSON.parse(fuzzedEvent(random)));
      if (!parsed.ok) sentences.set(wordsFor(parsed.problem), JSON.stringify(parsed.problem));
    }
    expect(sentences.get(fallback)).toBeUndefined();
    expect(sentences.size).toBeGreaterThan(5);
    for (const [sentence] of sentences)
      expect(sentence).toMatch(
        /^((event|user|anonymous|session|item|transaction)_\w+|[a-z_]+(\[\])?(\.[a-z_0-9*]+)?|props names|An|__proto__,) [\w ".,:()*-]+\.$/,
      );
  });
});
