import { describe, expect, it } from "@jest/globals";
import { assert, json, property } from "fast-check";
import { shallow } from "../../../functions/collect/shallow.ts";

const nested = (depth: number): string => `${"[".repeat(depth)}1${"]".repeat(depth)}`;

describe("shallow", () => {
  it("leaves JSON without such lists as it is", () => {
    assert(
      property(json(), (text) => {
        expect(shallow(text)).toBe(text);
      }),
    );
  });

  it("cuts what is nested too deep, and nothing beside it", () => {
    const text = `{"a":"[[[[[[[[ \\" ]","b":${nested(10_000)},"c":{"d":[1,{"e":2}]},"f":${nested(20)}}`;

    expect(JSON.parse(shallow(text))).toEqual({
      a: '[[[[[[[[ " ]',
      b: JSON.parse(nested(31).replace("1", "")) as unknown,
      c: { d: [1, { e: 2 }] },
      f: JSON.parse(nested(20)) as unknown,
    });
  });

  it("makes no JSON of what is cut in the middle", () => {
    const text = `{"events":[{"x":${nested(100)}}]}`;
    for (let end = 1; end < text.length; end += 1)
      expect(() => JSON.parse(shallow(text.slice(0, end))) as unknown).toThrow(SyntaxError);
  });
});
