import type { Tag } from "@aws-sdk/client-personalize";
import type { Platform } from "../../../kernel/platform.ts";
import { needed } from "../refusals.ts";
import type { ControlApi } from "./api.ts";

type Operation = (input: never, call: never) => unknown;

/** Tags of whatever has an ARN. `onCreation` keeps those that a Create request brings along. */
export const tags = ({ state }: Platform) => {
  const kept = state.collection<Record<string, string>>("personalize/tag");
  const add = (arn: string, given: readonly Tag[]) => {
    const entries = given.map(({ tagKey = "", tagValue = "" }) => [tagKey, tagValue] as const);
    kept.put(arn, { ...kept.get(arn), ...Object.fromEntries(entries) });
  };
  const onCreation = <T extends Record<string, Operation>>(operations: T): T => {
    const tagging = (operation: Operation) => (input: { tags?: Tag[] }, call: unknown) =>
      state.transaction(() => {
        const output = operation(input as never, call as never) as Record<string, string>;
        const arn = Object.entries(output).find(([member]) => member.endsWith("Arn"))?.[1];
        if (arn !== undefined) kept.delete(arn); // of an earlier resource of that name
        if (arn !== undefined && input.tags?.length) add(arn, input.tags);
        return output;
      });
    return Object.fromEntries(
      Object.entries(operations).map(([name, run]) => [name, name.startsWith("Create") ? tagging(run) : run]),
    ) as T;
  };
  const operations = {
    TagResource({ resourceArn, tags: given = [] }) {
      add(needed(resourceArn, "resourceArn"), given);
      return {};
    },
    UntagResource({ resourceArn, tagKeys = [] }) {
      const arn = needed(resourceArn, "resourceArn");
      const left = Object.entries(kept.get(arn) ?? {}).filter(([key]) => !tagKeys.includes(key));
      kept.put(arn, Object.fromEntries(left));
      return {};
    },
    ListTagsForResource({ resourceArn }) {
      const found = Object.entries(kept.get(needed(resourceArn, "resourceArn")) ?? {});
      return { tags: found.map(([tagKey, tagValue]) => ({ tagKey, tagValue })) };
    },
  } satisfies ControlApi;
  return { operations, onCreation };
};
