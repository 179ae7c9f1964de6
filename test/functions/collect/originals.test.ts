import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { originalsOf } from "../../../functions/collect/originals.ts";

const originalsIn = (json: string): string[] => originalsOf(Buffer.from(json)).map((original) => original.toString());

describe("originalsOf", () => {
  it("cuts out each event as it was written", () => {
    const json = ' { "a" : "]}\\\\", "events" : [ {"x": 1e400} ,[1,[2]], "s\\"]" , -1.5,null , {} ] , "b":[{}] } ';

    expect(originalsIn(json)).toEqual(['{"x": 1e400}', "[1,[2]]", '"s\\"]"', "-1.5", "null", "{}"]);
  });

  it("takes the last of two, as JSON.parse does, however the key is spelt", () => {
    expect(originalsIn('{"events":[1],"\\u0065vents":[2,3]}')).toEqual(["2", "3"]);
  });

  it("finds in any envelope what JSON.parse finds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(3),
        (events, rest, indent) => {
          const json = JSON.stringify({ ...rest, events }, null, indent);
          expect(originalsIn(json).map((text) => JSON.stringify(JSON.parse(text)))).toEqual(
            events.map((event) => JSON.stringify(event)),
          );
        },
      ),
    );
  });
});
