import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { alone } from "../../../scripts/build/swap.ts";

describe("one build at a time", () => {
  let out: string;
  let lock: string;
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), "alone-"));
    lock = join(out, ".building");
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(out, { recursive: true, force: true });
  });

  it("it takes over from a process that died, before or after it had written who it is", async () => {
    writeFileSync(lock, "4194303"); // more than Linux gives
    await expect(alone(out, () => Promise.resolve("built"))).resolves.toBe("built");
    writeFileSync(lock, "");
    utimesSync(lock, new Date(0), new Date(0));
    await expect(alone(out, () => Promise.resolve("built"))).resolves.toBe("built");
    expect(existsSync(lock)).toBe(false);
  });

  it("it waits for one that lives, and says for whom, once", async () => {
    const told = jest.spyOn(console, "error").mockReturnValue();
    writeFileSync(lock, String(process.ppid));
    let isBuilt = false;
    const built = alone(out, () => Promise.resolve((isBuilt = true)));
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(isBuilt).toBe(false);
    rmSync(lock);
    await built;
    expect(told.mock.calls).toEqual([[expect.stringContaining(`waiting for process ${process.ppid}`)]]);
  });

  it("it fails where nothing can be written, instead of waiting", async () => {
    const nowhere = join(out, "file");
    writeFileSync(nowhere, "");
    await expect(alone(nowhere, () => Promise.resolve())).rejects.toThrow(/file/);
    if (process.platform === "linux")
      await expect(alone("/proc", () => Promise.resolve())).rejects.toThrow(/nothing can be built in \/proc/);
  });
});
