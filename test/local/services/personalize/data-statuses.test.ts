import * as sdk from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from "fast-check";
import { parseFault } from "../../../../local/faults/fault.ts";
import { patienceFor, runs } from "../../runs.ts";
import { type Shop, aShop, arnOf, interactionsCsv, interactionsSchema, role } from "./a-shop.ts";
import { look, orderKeeper } from "./status-order.ts";

const n = integer({ min: 1, max: 600 });
const steps = array(
  oneof(
    { weight: 3, arbitrary: record({ kind: constantFrom("dataset", "import", "filter", "tracker", "erase"), n }) },
    { weight: 4, arbitrary: record({ kind: constantFrom("wait"), n }) },
    { weight: 1, arbitrary: record({ kind: constantFrom("unfilter", "untrack", "undata", "ungroup"), n }) },
    { weight: 1, arbitrary: record({ kind: constantFrom("restart", "work"), n }) },
  ),
  { minLength: 8, maxLength: 24 },
);

const each = (times: number, ...kinds: string[]) => Array.from({ length: times }, () => kinds).flat();
/** One try that sees every status, whatever chance does to the rest. */
const every = [
  ...each(5, "dataset", "wait"),
  ...each(8, "erase", "wait", "work"),
  ...each(1, "ruin"),
  ...each(5, "import", "wait"),
  ...each(5, "filter", "wait", "unfilter"),
].map((kind) => ({ kind, n: 500 }));

const drill = [
  "personalize.import:fail@0.3",
  "personalize.deletion:fail@0.3",
  "personalize:throttle@0.1",
  "personalize:timeout@0.05",
];

describe("statuses of Personalize's data, whatever happens", () => {
  let shop: Shop;
  beforeAll(async () => {
    jest.spyOn(console, "error").mockReturnValue();
    shop = await aShop();
    await shop.upload("interactions.csv", interactionsCsv(10, 10));
    await shop.upload("users.csv", "USER_ID\nu1\n");
    await send(new sdk.CreateSchemaCommand({ name: "Interactions", schema: interactionsSchema }));
  });
  afterAll(() => shop.cloud.close());
  const send = ((command: never) => shop.clients().control.send(command)) as sdk.PersonalizeClient["send"];

  it(
    "only move along their order, and say why only when they failed",
    async () => {
      const reached = new Set<string>();
      const faults = () => shop.cloud.platform().faults;
      const trouble = () => drill.forEach((text) => faults().add(parseFault(text)));
      let run = 0;
      const play = async (plan: readonly { kind: string; n: number }[]): Promise<void> => {
        const name = `g${++run}`;
        const { last, see } = orderKeeper(reached);
        const datasetGroupArn = arnOf("dataset-group", name);
        const datasetArn = arnOf("dataset", `${name}/INTERACTIONS`);
        const filterArn = arnOf("filter", name);
        const trackers = new Set<string>();
        const jobs = new Set<string>();
        const erasures = new Set<string>();
        const observe = async (): Promise<void> => {
          const group = await look(() => send(new sdk.DescribeDatasetGroupCommand({ datasetGroupArn })));
          see("group", typeof group === "string" ? group : group.datasetGroup);
          const dataset = await look(() => send(new sdk.DescribeDatasetCommand({ datasetArn })));
          see("dataset", typeof dataset === "string" ? dataset : dataset.dataset);
          const filter = await look(() => send(new sdk.DescribeFilterCommand({ filterArn })));
          see("filter", typeof filter === "string" ? filter : filter.filter);
          for (const eventTrackerArn of trackers) {
            const tracker = await look(() => send(new sdk.DescribeEventTrackerCommand({ eventTrackerArn })));
            see(eventTrackerArn, typeof tracker === "string" ? tracker : tracker.eventTracker);
          }
          for (const datasetImportJobArn of jobs) {
            const job = await look(() => send(new sdk.DescribeDatasetImportJobCommand({ datasetImportJobArn })));
            see(datasetImportJobArn, typeof job === "string" ? job : job.datasetImportJob);
          }
          for (const dataDeletionJobArn of erasures) {
            const job = await look(() => send(new sdk.DescribeDataDeletionJobCommand({ dataDeletionJobArn })));
            see(dataDeletionJobArn, typeof job === "string" ? job : job.dataDeletionJob);
          }
        };
        let serial = 0;
        const from = (file: string) => ({ dataSource: { dataLocation: `s3://lake/${file}` }, roleArn: role });
        const kinds: Readonly<Record<string, (seconds: number) => Promise<unknown>>> = {
          wait: (seconds) => shop.cloud.clock.advance(seconds * 1000),
          work: () => new Promise((resolve) => setTimeout(resolve, 100)), // threads live in real time
          restart: () => shop.restart().then(trouble),
          ruin: async () => faults().add(parseFault("personalize.import:fail")),
          dataset: () =>
            send(
              new sdk.CreateDatasetCommand({
                name,
                datasetGroupArn,
                datasetType: "Interactions",
                schemaArn: arnOf("schema", "Interactions"),
              }),
            ),
          async import() {
            const jobName = `${name}-${++serial}`;
            jobs.add(arnOf("dataset-import-job", jobName)); // also when the answer is lost
            await send(new sdk.CreateDatasetImportJobCommand({ jobName, datasetArn, ...from("interactions.csv") }));
          },
          async erase() {
            const jobName = `${name}-${++serial}`;
            erasures.add(arnOf("data-deletion-job", jobName));
            await send(new sdk.CreateDataDeletionJobCommand({ jobName, datasetGroupArn, ...from("users.csv") }));
          },
          filter: () =>
            send(
              new sdk.CreateFilterCommand({
                name,
                datasetGroupArn,
                filterExpression: 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Purchase")',
              }),
            ),
          async tracker() {
            const { eventTrackerArn = "" } = await send(new sdk.CreateEventTrackerCommand({ name, datasetGroupArn }));
            trackers.add(eventTrackerArn);
          },
          unfilter: () => send(new sdk.DeleteFilterCommand({ filterArn })),
          untrack: () => send(new sdk.DeleteEventTrackerCommand({ eventTrackerArn: [...trackers].at(-1) })),
          undata: () => send(new sdk.DeleteDatasetCommand({ datasetArn })),
          ungroup: () => send(new sdk.DeleteDatasetGroupCommand({ datasetGroupArn })),
        };
        await send(new sdk.CreateDatasetGroupCommand({ name }));
        await shop.minutes(1);
        trouble();
        try {
          for (const { kind, n: seconds } of plan) {
            await kinds[kind]?.(seconds).catch((error: unknown) => error); // refused is as good as done: the statuses tell
            await observe();
          }
        } finally {
          faults().clear();
        }
        const end = async (): Promise<string | undefined> => {
          await shop.minutes(40);
          await new Promise((resolve) => setTimeout(resolve, 20));
          for (const kind of ["unfilter", "untrack", "undata", "ungroup"]) {
            await kinds[kind]?.(0).catch(() => undefined);
            await shop.minutes(2);
          }
          // Asked, not remembered: the answer that named one may have been lost.
          const { eventTrackers = [] } = await send(new sdk.ListEventTrackersCommand({ datasetGroupArn }));
          for (const { eventTrackerArn } of eventTrackers)
            await send(new sdk.DeleteEventTrackerCommand({ eventTrackerArn })).catch(() => undefined);
          await observe();
          return last.get("group");
        };
        for (let tries = 0; (await end()) !== "gone"; tries++) expect(tries).toBeLessThan(100);
        const live = () => [...last].filter(([, status]) => /PENDING|IN_PROGRESS/.test(status));
        for (let tries = 0; live().length > 0; tries++) {
          expect([tries < 200, live()]).toEqual([true, expect.anything()]); // a thread's work takes real time
          await new Promise((resolve) => setTimeout(resolve, 20));
          await observe();
        }
      };
      await assert(asyncProperty(steps, play), { ...runs(15), examples: [[every]], endOnFailure: true });
      expect([...reached].sort()).toEqual(
        expect.arrayContaining(["ACTIVE", "CREATE FAILED", "COMPLETED", "DELETE PENDING", "gone"]),
      );
    },
    patienceFor(15, 6_000),
  );
});
