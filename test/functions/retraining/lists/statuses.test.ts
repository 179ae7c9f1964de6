import { describe, expect, it } from "@jest/globals";
import { meaningOfPersonalize, personalizeStatuses } from "@millrace/core/domain/status";
import { anErrorOf, troubles } from "../an-error.ts";
import { aShop, first, retrain } from "./a-shop.ts";

const words = [...personalizeStatuses, "HALF ACTIVE"];
const table = words.flatMap((status) => [undefined, ...troubles].map((trouble) => ({ status, trouble })));

describe("lists for many visitors", () => {
  it.each(table)("whose job is $status, and the next call $trouble", async ({ status, trouble }) => {
    const { world, refresh } = aShop((kind, arn) =>
      kind === "batch-inference-job" && arn.includes("lists") ? { status, failureReason: "because" } : undefined,
    );
    await retrain(world, first);
    expect(await refresh()).toMatchObject({ did: "started" });
    await world.pass(60_000);
    if (trouble !== undefined) {
      world.fake.trouble = anErrorOf(trouble);
      await expect(refresh()).rejects.toThrow("for the test"); // the alarm on errors hears it
      world.fake.trouble = undefined;
    }

    const looks = [await refresh().catch((error: Error) => error.message), await refresh().catch(() => undefined)];

    if (!personalizeStatuses.includes(status)) return expect(looks[0]).toContain(`unknown status "${status}"`);
    const did = { done: "written", running: "waited", failed: "failed" }[meaningOfPersonalize(status)];
    expect(looks[0]).toMatchObject({ did });
    expect(looks[1]).toMatchObject({ did: did === "written" ? "nothing" : did });
    expect(world.fake.effects.filter((arn) => arn.includes("lists"))).toHaveLength(1);
  });
});
