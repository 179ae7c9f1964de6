import { GetPartitionCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateDatabaseCommand, CreateTableCommand } from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { job, partitions, PartitionsRefused } from "@millrace/core/aws/glue";
import { glueCloud, inState, type GlueCloud } from "../../../local/services/glue/glue-cloud.ts";

let cloud: GlueCloud;
beforeAll(async () => {
  cloud = await glueCloud();
  const glue = cloud.client();
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "millrace_dev" } }));
  await glue.send(
    new CreateTableCommand({
      DatabaseName: "millrace_dev",
      TableInput: {
        Name: "raw_clicks",
        PartitionKeys: [
          { Name: "received", Type: "string" },
          { Name: "hour", Type: "string" },
        ],
        StorageDescriptor: {
          Location: "s3://lake/raw/clicks/",
          Columns: [{ Name: "event_id", Type: "string" }],
          SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
        },
      },
    }),
  );
  await cloud.createJob();
});
afterAll(() => cloud.close());

const location = (hour: string) => `s3://lake/raw/clicks/received=2026-11-21/hour=${hour}/`;

describe("partitions", () => {
  it("registers as the table is stored, in its own place, and twice without harm", async () => {
    const glue = cloud.client();
    const clicks = partitions("millrace_dev", "raw_clicks", glue);

    await clicks.register([["2026-11-21", "08"]], [location("08")]);
    await clicks.register(
      [
        ["2026-11-21", "08"],
        ["2026-11-21", "09"],
      ],
      [location("08"), location("09")],
    );

    const { Partition } = await glue.send(
      new GetPartitionCommand({
        DatabaseName: "millrace_dev",
        TableName: "raw_clicks",
        PartitionValues: ["2026-11-21", "09"],
      }),
    );
    expect(Partition?.StorageDescriptor).toMatchObject({
      Location: location("09"),
      Columns: [{ Name: "event_id", Type: "string" }],
      SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
    });
  });

  it("registers a hundred at a time", async () => {
    const sizes: number[] = [];
    const glue = answering((input) => {
      const { PartitionInputList } = input as { PartitionInputList?: unknown[] };
      if (PartitionInputList) sizes.push(PartitionInputList.length);
      return {};
    });
    const many = Array.from({ length: 250 }, (_, index) => String(index));

    await partitions("d", "t", glue).register(
      many.map((value) => [value]),
      many,
    );

    expect(sizes).toEqual([100, 100, 50]);
  });

  it("throws what Glue refused inside its 200, but not that it has the partition already", async () => {
    const refusal = (ErrorCode: string) => ({ PartitionValues: ["x"], ErrorDetail: { ErrorCode, ErrorMessage: "no" } });
    const known = answering(() => ({ Errors: [refusal("AlreadyExistsException")] }));
    const broken = answering(() => ({
      Errors: [refusal("AlreadyExistsException"), refusal("InternalServiceException")],
    }));

    await partitions("d", "t", known).register([["x"]], ["s3://lake/x/"]);
    await expect(partitions("d", "t", broken).register([["x"]], ["s3://lake/x/"])).rejects.toEqual(
      new PartitionsRefused("d.t", [refusal("InternalServiceException")]),
    );
  });
});

describe("job", () => {
  it("starts one run, says when it is at its limit, and lists what ran", async () => {
    const lake = job("lake", cloud.client());

    const first = await lake.start({ "--do": "wait" });
    expect(first).toMatchObject({ started: true });
    expect(await lake.start({ "--do": "succeed" })).toEqual({ started: false, reason: "concurrent" });

    const id = first.started ? first.id : "";
    await inState(cloud, id, "RUNNING");
    expect(await lake.runs(1)).toMatchObject([{ id, state: "RUNNING", arguments: { "--do": "wait" } }]);
  });

  it("throws for a job that is not there", async () => {
    await expect(job("no-such-job", cloud.client()).start({})).rejects.toThrow();
  });
});

/** A client that answers out of our hand. */
const answering = (answer: (input: unknown) => unknown): GlueClient => {
  const client = new GlueClient({ region: "ap-northeast-2" });
  client.send = (async (command: { input: unknown }) => answer(command.input)) as typeof client.send;
  return client;
};
