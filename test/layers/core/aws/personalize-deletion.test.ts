import { CreateDatasetGroupCommand, PersonalizeClient } from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { personalizeDeletion } from "../../../../layers/core/aws/personalize-deletion.ts";
import { type Shop, aShop, role } from "../../../local/services/personalize/a-shop.ts";

describe("deleting users from Personalize", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await aShop();
    await shop.clients().control.send(new CreateDatasetGroupCommand({ name: "shop" }));
    await shop.minutes(1);
    await shop.upload("t2/erasures/list.csv", "USER_ID\nsomebody\n");
  });
  afterAll(() => shop.cloud.close());

  const deletion = (group: string) => personalizeDeletion(group, role, new PersonalizeClient(shop.cloud.config()));
  const settled = async (job: string) => {
    for (;;) {
      const found = await deletion("shop").look(job);
      if (found.status !== "running") return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it("starts a job once, however often it is asked, and looks until it is done", async () => {
    const start = () => deletion("shop").start("erase-1", "s3://lake/t2/erasures/list.csv");
    expect(await start()).toEqual({ status: "started", job: "erase-1" });
    expect(await start()).toEqual({ status: "started", job: "erase-1" });
    expect(await deletion("shop").look("erase-1")).toEqual({ status: "running", job: "erase-1" });
    await shop.minutes(60);
    expect(await settled("erase-1")).toEqual({ status: "done", job: "erase-1" });
  });

  it("tells why a job failed", async () => {
    await deletion("shop").start("erase-2", "s3://lake/t2/nowhere.csv");
    await shop.minutes(60);
    expect(await settled("erase-2")).toEqual({ status: "refused", message: "Invalid Data location." });
  });

  it("finds nothing to delete from where there is no group, and no job nobody started", async () => {
    expect(await deletion("none").start("erase-1", "s3://lake/t2/erasures/list.csv")).toEqual({ status: "none" });
    expect(await deletion("shop").look("erase-9")).toEqual({ status: "none" });
  });
});
