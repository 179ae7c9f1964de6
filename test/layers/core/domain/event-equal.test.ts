import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { parseEvent } from "@millrace/core/domain/event";
import { isCleanJson } from "@millrace/core/domain/event-text";
import { fuzzedEvent } from "../../../../scripts/fuzz/events.ts";
import { seededRandom } from "../../../../scripts/petshop/random.ts";
import { readEventSource } from "../../../../scripts/generate/read-event.ts";
import { parseByZod } from "./by-zod.ts";

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const seed = Date.now() % 1e9;

describe("the generated reader", () => {
  it("is what the schema generates today", () => {
    expect(readFileSync("layers/core/domain/generated/read-event.ts", "utf8")).toBe(readEventSource());
  });

  it(`takes, rebuilds and refuses exactly what zod does, in the same words (seed ${seed})`, () => {
    const random = seededRandom(seed);
    const counts = { taken: 0, refused: 0, clean: 0 };
    for (let left = 20_000; left > 0; left -= 1) {
      const text = fuzzedEvent(random);
      const isClean = isCleanJson(Buffer.from(text), text);
      const wanted = parseByZod(JSON.parse(text));
      const found = parseEvent(JSON.parse(text), isClean);
      // as JSON, where members that are undefined are none
      if (!isDeepStrictEqual(asJson(found), asJson(wanted))) expect({ text, found }).toEqual({ text, found: wanted });
      counts[found.ok ? "taken" : "refused"] += 1;
      if (isClean) counts.clean += 1;
    }
    expect(Math.min(counts.taken, counts.refused, counts.clean)).toBeGreaterThan(2_000);
  });
});
