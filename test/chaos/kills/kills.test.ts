import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildApart } from "./built.ts";
import { sweep } from "./sweep.ts";

/** Every so manyth boundary, so that each part of the chain loses somebody; `npm run chaos:retraining` takes all. */
const each = 1 / 20;

describe("the built chain under SIGKILL", () => {
  let built: Awaited<ReturnType<typeof buildApart>>;
  beforeAll(async () => {
    built = await buildApart();
  }, 60_000);
  afterAll(() => built.remove());

  it("makes each thing once and ends its run", async () => {
    let passed = 0;
    const choose = () => (passed++ * each) % 1;
    const outcome = await sweep({ built: built.out, runs: 1, isPutBack: false, share: each, choose });

    expect(outcome).toMatchObject({ trainings: 0, imports: 0, batches: 0, exports: 0, lost: 0, stuck: 0 });
    expect(outcome.kills).toBeGreaterThan(7);
  }, 120_000);
});
