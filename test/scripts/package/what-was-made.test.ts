import { describe, expect, it } from "@jest/globals";
import { whatWasMade } from "../../../scripts/package/what-was-made.ts";

const set = {
  MILLRACE_WRITE_KEYS: "k:web",
  MILLRACE_ALLOWED_ORIGINS: "https://shop.example",
  MILLRACE_CONSOLE_KEY_SHA256: "0".repeat(64),
};

describe("npm run package, when it is done", () => {
  it.each([
    [[], ".serverless"],
    [["--stage", "live", "--package", "out/live"], "out/live"],
    [["-p", "out"], "out"],
    [["--package=out"], "out"],
  ])("says of %j where the template is", (args, folder) => {
    expect(whatWasMade(args, set)).toBe(`template  ${folder}/cloudformation-template-update-stack.json`);
  });

  it("says of what is unset what a deployment so would refuse", () => {
    expect(whatWasMade([], { MILLRACE_ALLOWED_ORIGINS: " " }).split("\n").slice(1)).toEqual([
      "unset     MILLRACE_WRITE_KEYS: what is deployed so refuses every click with 401",
      "unset     MILLRACE_ALLOWED_ORIGINS: what is deployed so refuses every page's clicks with 403",
      "unset     MILLRACE_CONSOLE_KEY_SHA256: what is deployed so lets nobody into the console",
    ]);
  });
});
