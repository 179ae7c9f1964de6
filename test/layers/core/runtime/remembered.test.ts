import { describe, expect, it } from "@jest/globals";
import { remembered, whenNeeded } from "@millrace/core/runtime/remembered";

const given = (answers: (string | Error | undefined)[]) => {
  const clock = { ms: 0 };
  let loads = 0;
  const load = () => {
    const answer = answers[loads];
    loads += 1;
    if (answer instanceof Error) throw answer;
    return Promise.resolve(answer);
  };
  const read = remembered(load, { freshMs: 10_000, retryMs: 1_000, now: () => clock.ms });
  return { read, clock, loads: () => loads };
};

describe("a remembered value", () => {
  it("is loaded once for all who ask at the same time", async () => {
    const { read, loads } = given(["one"]);

    expect(await Promise.all([read(), read(), read()])).toEqual(["one", "one", "one"]);
    expect(loads()).toBe(1);
  });

  it("is loaded again when it is no longer fresh, and stays when that fails", async () => {
    const { read, clock, loads } = given(["one", new Error("down"), "two"]);
    await read();

    clock.ms = 10_000;
    expect(await read()).toBe("one");
    clock.ms = 10_999;
    expect(await read()).toBe("one");
    expect(loads()).toBe(2);
    clock.ms = 11_000;
    expect(await read()).toBe("two");
  });

  it("is looked for again soon when there was nothing", async () => {
    const { read, clock } = given([undefined, "one"]);

    expect(await read()).toBeUndefined();
    clock.ms = 1_000;
    expect(await read()).toBe("one");
  });
});

describe("what is made when needed", () => {
  it("is made once, by the first who asks", async () => {
    let made = 0;
    const make = whenNeeded(async () => (made += 1));

    expect(made).toBe(0);
    expect(await Promise.all([make(), make()])).toEqual([1, 1]);
  });
});
