import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { NoDay, readDay } from "../../scripts/operate/day.ts";

const root = join(import.meta.dirname, "../..");

const run = (...command: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", ...command],
      { cwd: root },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

describe("a day on the command line", () => {
  it("is a day of the calendar", () => {
    expect(readDay("since", "2026-11-21")).toBe("2026-11-21");
    for (const text of ["nonsense", "2026-02-30", "2026-11", "20261121", ""])
      expect(() => readDay("since", text)).toThrow(new NoDay(`--since is a day such as 2026-11-21, not "${text}"`));
  });

  it.each([
    [["scripts/history.ts", "--since", "nonsense"], 'history: --since is a day such as 2026-11-21, not "nonsense"\n'],
    [["scripts/retrain.ts", "--date", "tomorrow"], 'retrain: --date is a day such as 2026-11-21, not "tomorrow"\n'],
    [["scripts/retrain.ts", "--date", "9999-01-01"], /^retrain: a run of 9999-01-01 would be one of the future/],
  ])("is refused before anything is asked of an instance: %j", async (command, said) => {
    const { code, out, err } = await run(...command, "--dir", "no-instance-runs-here");

    expect(err).toEqual(typeof said === "string" ? said : expect.stringMatching(said));
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });
});
