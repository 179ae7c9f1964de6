import { appendFileSync, readFileSync } from "node:fs";

/** Notes each attempt in a file, and fails until there have been as many as the event asks for. */
export const handler = async ({ file, failures, how }) => {
  appendFileSync(file, "x");
  if (readFileSync(file, "utf8").length > failures) return "done";
  if (how === "exit") process.exit(3);
  if (how === "hang") await new Promise((resolve) => setTimeout(resolve, 60_000));
  throw new RangeError("not in the mood");
};
