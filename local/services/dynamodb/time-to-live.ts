import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import type * as sdk from "@aws-sdk/client-dynamodb";
import type { Platform } from "../../kernel/platform.ts";
import { awsError } from "../../kernel/wire/call.ts";
import type { Api } from "../../kernel/wire/service.ts";

/** Which attribute of a table says when an item expires, in seconds since the epoch; by table name. */
export const openTimeToLive = ({ state }: Platform) => state.collection<{ attribute: string }>("dynamodb/ttl");

export type TimeToLive = ReturnType<typeof openTimeToLive>;

/** A client of this very instance. */
export const ownClient = (platform: Platform): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: platform.endpoint(),
    region: platform.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });

/** A table is named by its name or by its ARN. */
const nameOf = (table = ""): string => table.split("/").at(-1) ?? "";

const refused = (message: string) => awsError("ValidationException", message);

export const timeToLiveOperations = (platform: Platform, settings: TimeToLive): Partial<Api<typeof sdk>> => {
  const existing = async (table: string | undefined): Promise<string> => {
    const name = nameOf(table);
    const client = ownClient(platform);
    try {
      await client.send(new DescribeTableCommand({ TableName: name }));
    } catch (cause) {
      if (!(cause instanceof ResourceNotFoundException)) throw cause;
      const message = `Requested resource not found: Table: ${name} not found`;
      throw new ResourceNotFoundException({ message, $metadata: {} });
    } finally {
      client.destroy();
    }
    return name;
  };

  return {
    async UpdateTimeToLive({ TableName, TimeToLiveSpecification: specification }) {
      const name = await existing(TableName);
      const { AttributeName = "", Enabled = false } = specification ?? {};
      const current = settings.get(name)?.attribute;
      if (Enabled && current !== undefined) throw refused("TimeToLive is already enabled");
      if (!Enabled && current === undefined) throw refused("TimeToLive is already disabled");
      if (!Enabled && current !== AttributeName)
        throw refused(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
      if (Enabled) settings.put(name, { attribute: AttributeName });
      else settings.delete(name);
      return { TimeToLiveSpecification: { AttributeName, Enabled } };
    },
    async DescribeTimeToLive({ TableName }) {
      const attribute = settings.get(await existing(TableName))?.attribute;
      return {
        TimeToLiveDescription:
          attribute === undefined
            ? { TimeToLiveStatus: "DISABLED" }
            : { TimeToLiveStatus: "ENABLED", AttributeName: attribute },
      };
    },
  };
};
