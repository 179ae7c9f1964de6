import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateDatasetGroupCommand,
  CreateEventTrackerCommand,
  DescribeDatasetGroupCommand,
  DescribeEventTrackerCommand,
  PersonalizeClient,
} from "@aws-sdk/client-personalize";
import { setTimeout as wait } from "node:timers/promises";
import type { Platform } from "../../local/kernel/platform.ts";

const name = "millrace-dev";

/** What the first retraining would have made: collect sends clicks of this minute to Personalize as well. */
export const openTracker = async (config: object): Promise<void> => {
  const personalize = new PersonalizeClient(config);
  const ledger = new DynamoDBClient(config);
  const until = async (isActive: () => Promise<boolean>) => {
    while (!(await isActive())) await wait(100);
  };
  try {
    const { datasetGroupArn } = await personalize.send(new CreateDatasetGroupCommand({ name }));
    await until(async () => {
      const { datasetGroup } = await personalize.send(new DescribeDatasetGroupCommand({ datasetGroupArn }));
      return datasetGroup?.status === "ACTIVE";
    });
    const made = await personalize.send(new CreateEventTrackerCommand({ name, datasetGroupArn }));
    await until(async () => {
      const { eventTrackerArn } = made;
      const { eventTracker } = await personalize.send(new DescribeEventTrackerCommand({ eventTrackerArn }));
      return eventTracker?.status === "ACTIVE";
    });
    const Item = { kind: { S: "tracker" }, id: { S: "main" }, trackingId: { S: made.trackingId ?? "" } };
    await ledger.send(new PutItemCommand({ TableName: `${name}-ledger`, Item }));
  } finally {
    personalize.destroy();
    ledger.destroy();
  }
};

/** Ids of the events that Personalize has been sent; the local one counts a repeated id once. */
export const idsInPersonalize = ({ state }: Platform): Set<string> =>
  new Set(
    state.database
      .prepare("select event_id from personalize_events")
      .all()
      .map((row) => String(row["event_id"])),
  );
