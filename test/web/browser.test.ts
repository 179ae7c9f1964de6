import { describe, expect, it } from "@jest/globals";
import { shared } from "./browser.ts";

/** Fails so often before it starts. */
const failing = (times: number) => {
  let tries = 0;
  const browser = shared(async () => {
    tries += 1;
    if (tries <= times) throw new Error(`no ${tries}`);
    return `browser ${tries}`;
  });
  return { ...browser, tries: () => tries };
};

describe("a browser that tests share", () => {
  it("starts once for all, and anew after it was released", async () => {
    const { get, release } = failing(0);
    expect(await Promise.all([get(), get()])).toEqual(["browser 1", "browser 1"]);
    expect(await release()).toBe("browser 1");
    expect(await release()).toBeUndefined();
    expect(await get()).toBe("browser 2");
  });

  it("is started once more when it did not start", async () => {
    const { get, tries } = failing(1);
    expect(await Promise.all([get(), get()])).toEqual(["browser 2", "browser 2"]);
    expect(tries()).toBe(2);
  });

  it("that failed twice fails that test, not those after it", async () => {
    const { get, release } = failing(2);
    await expect(get()).rejects.toThrow("no 2");
    expect(await release()).toBeUndefined();
    expect(await get()).toBe("browser 3");
  });
});
