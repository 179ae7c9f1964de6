import type { Trouble } from "@millrace/core/domain/trouble";

/** One error of each class that AWS may answer with. */
const names: Record<Trouble, string> = {
  refused: "InvalidInputException",
  denied: "AccessDeniedException",
  limited: "LimitExceededException",
  busy: "ThrottlingException",
  unreachable: "TimeoutError",
  unexpected: "TypeError",
};
export const troubles = Object.keys(names) as Trouble[];

export const anErrorOf = (trouble: Trouble): Error =>
  Object.assign(new Error("for the test"), { name: names[trouble], $metadata: {} });
