import { join } from "node:path";

const template = "cloudformation-template-update-stack.json";

/** Allow-lists that nobody passes while they are empty, and what a deployment without them would do. */
const closed: Readonly<Record<string, string>> = {
  MILLRACE_WRITE_KEYS: "refuses every click with 401",
  MILLRACE_ALLOWED_ORIGINS: "refuses every page's clicks with 403",
  MILLRACE_CONSOLE_KEY_SHA256: "lets nobody into the console",
};

/** The folder that osls writes to, by its own options. */
const folderOf = (args: readonly string[]): string => {
  const at = args.findIndex((arg) => arg === "--package" || arg === "-p");
  const joined = args.find((arg) => arg.startsWith("--package="));
  return joined?.slice("--package=".length) ?? (at === -1 ? undefined : args[at + 1]) ?? ".serverless";
};

/** Where the template is, and what is unset of what a deployment needs. */
export const whatWasMade = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string => {
  const unset = Object.entries(closed).filter(([name]) => (environment[name] ?? "").trim() === "");
  return [
    `template  ${join(folderOf(args), template)}`,
    ...unset.map(([name, does]) => `unset     ${name}: what is deployed so ${does}`),
  ].join("\n");
};
