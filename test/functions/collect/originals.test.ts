import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { originalsOf } from "../../../functions/collect/originals.ts";

describe("originalsOf", () => {
  it("cuts out each event as it was written", () => {
    const json = ' { "a" : "]}\\\\", "events" : [ {"x": 1e400} ,[1,[2]], "s\\"]" , -1.5,null , {} ] , "b":[{}] } ';

    expect(originalsOf(json)).toEqual(['{"x": 1e400}', "[1,[2]]", '"s\\"]"', "-1.5", "null", "{}"]);
  });

  it("takes the last of two, as JSON.parse does, however the key is spelt", () => {
    expect(originalsOf('{"events":[1],"\\u0065vents":[2,3]}')).toEqual(["2", "3"]);
  });

  it("finds in any envelope what JSON.parse finds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(3),
        (events, rest, indent) => {
          const json = JSON.stringify({ ...rest, events }, null, indent);
          expect(originalsOf(json).map((text) => JSON.stringify(JSON.parse(text)))).toEqual(
            events.map((event) => JSON.stringify(event)),
          );
        },
      ),
    );
  });
});
