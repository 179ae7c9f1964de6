import type { Target } from "@aws-sdk/client-eventbridge";

const steps = /^\$(\.[A-Za-z_-][\w-]*)*$/;

/** Is this an `InputPath` we can follow? Only names joined by dots: `$`, `$.detail`, `$.detail.bucket.name`. */
export const isInputPath = (path: string): boolean => steps.test(path);

/** What a target gets for an event: the event, its constant `Input`, or the part that `InputPath` names. */
export const targetInput = ({ Input, InputPath }: Target, event: object): object => {
  if (Input !== undefined) return JSON.parse(Input) as object;
  if (InputPath === undefined) return event;
  const part = InputPath.split(".")
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], event);
  return part ?? {};
};
