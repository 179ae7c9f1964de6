import type { State } from "../../kernel/state.ts";
import type { Input } from "./need.ts";

/** The partition keys of tables, learned as they are created: `dynamodb:LeadingKeys` speaks of their values. */
export const hashKeys = (state: State) => {
  const kept = state.collection<{ name: string }>("iam/partition-keys");
  return {
    of: (table: string): string | undefined => kept.get(table)?.name,
    learn({ TableName, KeySchema = [] }: Input): void {
      const schema = KeySchema as readonly { AttributeName?: string; KeyType?: string }[];
      const name = schema.find(({ KeyType }) => KeyType === "HASH")?.AttributeName;
      if (typeof TableName === "string" && name !== undefined) kept.put(TableName, { name });
    },
  };
};
