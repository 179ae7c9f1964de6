import { TooManyTagKeysException, TooManyTagsException, type Tag } from "@aws-sdk/client-personalize";
import type { Context } from "../context.ts";
import { needed, notFound } from "../refusals.ts";
import { Shelf } from "../shelf.ts";
import type { ControlApi } from "./api.ts";

type Operation = (input: never, call: never) => unknown;

/** Source: API reference, TagResource and UntagResource. */
const MOST_TAGS = 50;

const said = (message: string) => ({ message, $metadata: {} });
const tooManyTags = () =>
  new TooManyTagsException(said("You have exceeded the maximum number of tags you can apply to this resource."));
const tooManyKeys = () =>
  new TooManyTagKeysException(
    said(
      `The request contains more tag keys than can be associated with a resource (${MOST_TAGS} tag keys per resource).`,
    ),
  );

/** Tags of whatever has an ARN and a status. `onCreation` keeps those that a Create request brings along. */
export const tags = (context: Context) => {
  const { state } = context.platform;
  const kept = state.collection<Record<string, string>>("personalize/tag");
  const taggable = (arn: string | undefined): string => {
    const asked = needed(arn, "resourceArn");
    const isThere = Object.values(context).some((part) => part instanceof Shelf && part.find(asked) !== undefined);
    if (!isThere) throw notFound(asked);
    return asked;
  };
  const together = (arn: string | undefined, given: readonly Tag[]): Record<string, string> => {
    const entries = given.map(({ tagKey = "", tagValue = "" }) => [tagKey, tagValue] as const);
    const all = { ...(arn !== undefined && kept.get(arn)), ...Object.fromEntries(entries) };
    if (Object.keys(all).length > MOST_TAGS) throw tooManyTags();
    return all;
  };
  const onCreation = <T extends Record<string, Operation>>(operations: T): T => {
    const tagging = (operation: Operation) => (input: { tags?: Tag[] }, call: unknown) =>
      state.transaction(() => {
        const wanted = together(undefined, input.tags ?? []);
        const output = operation(input as never, call as never) as Record<string, string>;
        const arn = Object.entries(output).find(([member]) => member.endsWith("Arn"))?.[1];
        if (arn !== undefined) kept.delete(arn); // of an earlier resource of that name
        if (arn !== undefined && input.tags?.length) kept.put(arn, wanted);
        return output;
      });
    return Object.fromEntries(
      Object.entries(operations).map(([name, run]) => [name, name.startsWith("Create") ? tagging(run) : run]),
    ) as T;
  };
  const operations = {
    TagResource({ resourceArn, tags: given = [] }) {
      const arn = taggable(resourceArn);
      kept.put(arn, together(arn, given));
      return {};
    },
    UntagResource({ resourceArn, tagKeys = [] }) {
      const arn = taggable(resourceArn);
      if (tagKeys.length > MOST_TAGS) throw tooManyKeys();
      const left = Object.entries(kept.get(arn) ?? {}).filter(([key]) => !tagKeys.includes(key));
      kept.put(arn, Object.fromEntries(left));
      return {};
    },
    ListTagsForResource({ resourceArn }) {
      const found = Object.entries(kept.get(taggable(resourceArn)) ?? {});
      return { tags: found.map(([tagKey, tagValue]) => ({ tagKey, tagValue })) };
    },
  } satisfies ControlApi;
  return { operations, onCreation };
};
