import { describe, expect, it } from "@jest/globals";
import { array, assert, boolean, nat, property } from "fast-check";
import { parseFault, textOf, type Fault } from "../../../local/faults/fault.ts";
import { createFaults } from "../../../local/faults/faults.ts";
import { drillOf, parseDrill } from "../../../local/faults/read-faults.ts";

const throttle = parseFault("firehose.PutRecordBatch:throttle@0.3");
const fateOf = (seed: number, fault: Fault, occasions: number): boolean[] => {
  const faults = createFaults(seed);
  faults.add(fault);
  return Array.from({ length: occasions }, () => faults.strike(fault.on, fault.kind) !== undefined);
};

describe("a fault", () => {
  it("is read from its short form and written back", () => {
    const texts = [
      "s3.PutObject:latency=250@0.5x3",
      "glue.job:fail=out of memory",
      "*:error=ThrottlingException/429@0.01",
    ];
    expect(texts.map((text) => textOf(parseFault(text)))).toEqual(texts);
    expect(parseFault("s3.PutObject:latency=250@0.5x3")).toEqual({
      on: "s3.PutObject",
      kind: "latency",
      value: "250",
      rate: 0.5,
      times: 3,
    });
  });

  it.each([
    ["fierhose:throttle", /no such service/],
    ["events.delivery:throttle", /duplicate, late, reorder, lose/],
    ["s3:partial", /throttle, error, latency, timeout/],
    ["s3:latency=soon", /number from 0/],
    ["s3:throttle@2", /number from 0 to 1/],
    ["s3", /SUBJECT:KIND/],
  ])("is refused when it could never strike: %s", (text, reason) => {
    expect(() => parseFault(text)).toThrow(reason);
  });

  it("meets the same fate for a seed, whatever else happens between", () => {
    assert(
      property(nat(), array(boolean(), { maxLength: 50 }), (seed, others) => {
        const faults = createFaults(seed);
        faults.add(parseFault("s3.GetObject:error@0.5"));
        faults.add(throttle);
        const fate = others.map((between) => {
          if (between) faults.strike("s3.GetObject", "error");
          return faults.strike("firehose.PutRecordBatch", "throttle") !== undefined;
        });
        expect(fate).toEqual(fateOf(seed, throttle, others.length));
      }),
    );
  });

  it("strikes about as often as its rate says, and differently for another seed", () => {
    const [one, two] = [fateOf(1, throttle, 10_000), fateOf(2, throttle, 10_000)];
    const share = one.filter(Boolean).length / one.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(0.02);
    expect(one).not.toEqual(two);
  });

  it("strikes no more than its times, and not before its skip", () => {
    const faults = createFaults(1);
    const { faults: wanted } = parseDrill("faults: [{ on: lambda.run, do: kill, times: 2, skip: 1 }]");
    for (const fault of wanted) faults.add(fault);
    const fate = [1, 2, 3, 4].map(() => faults.strike("lambda.run.millrace-dev-collect", "kill") !== undefined);
    expect(fate).toEqual([false, true, true, false]);
    expect(faults.list()).toMatchObject([{ seen: 4, struck: 2 }]);
  });

  it("means every subject below it, and what its star stands for", () => {
    const subjects = (on: string): boolean[] => {
      const faults = createFaults(1);
      faults.add(parseFault(`${on}:error`));
      return ["firehose.PutRecord", "s3.PutObject", "personalize-events.PutEvents"].map(
        (subject) => faults.strike(subject, "error") !== undefined,
      );
    };
    expect(["firehose", "*.Put*", "personalize-*", "firehose.PutR*"].map(subjects)).toEqual([
      [true, false, false],
      [true, true, true],
      [false, false, true],
      [true, false, false],
    ]);
  });

  it("is gone once it is cleared", () => {
    const faults = createFaults(1);
    const { id } = faults.add(throttle);
    faults.add(parseFault("s3:error"));
    expect([faults.clear(id), faults.clear(id), faults.clear(), faults.list()]).toEqual([1, 0, 1, []]);
  });
});

describe("a drill", () => {
  it("is read from a list, a short text or a document with a seed", () => {
    expect(parseDrill("- firehose.PutRecordBatch:throttle@0.3").faults).toEqual([throttle]);
    expect(drillOf("firehose.PutRecordBatch:throttle@0.3,s3:error").faults).toEqual([throttle, parseFault("s3:error")]);
    expect(parseDrill('{"seed": 7, "faults": [{"on": "s3", "do": "error"}]}')).toEqual({
      seed: 7,
      faults: [parseFault("s3:error")],
    });
  });

  it("names a file that is not there", () => {
    expect(() => drillOf("nowhere.yml")).toThrow("there is no file nowhere.yml");
  });
});
