import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { lookAfter } from "../../../functions/catalog/look-after.ts";
import { startWhenDirty } from "../../../functions/catalog/start-job.ts";
import { fakeJob, fakeMarks } from "./given.ts";

const bucket = "millrace-dev-lake";
const ended: unknown = JSON.parse(readFileSync("events/resume.json", "utf8"));
const sweep = { source: "aws.events", "detail-type": "Scheduled Event" };

const given = () => {
  const mark = fakeMarks();
  const glue = fakeJob();
  const resume = lookAfter({ bucket, mark, job: glue.job });
  const arrive = async (key: string) => {
    glue.lake.add(key);
    await mark.arrived();
    return startWhenDirty(mark, glue.job, bucket);
  };
  return { mark, resume, arrive, ...glue };
};

describe("resume", () => {
  it("starts again when something arrived during the run, and only then", async () => {
    const lake = given();
    await lake.arrive("a");
    await lake.arrive("b");
    await lake.arrive("c");

    lake.end();
    expect(await lake.resume(ended)).toEqual({ started: "jr_2" });
    lake.end();
    expect(await lake.resume(ended)).toEqual({ started: false, because: "nothing arrived" });
    expect([...lake.covered]).toEqual(["a", "b", "c"]);
  });

  it("puts back what a failed run had taken, and tries again a sweep later, then two, then four", async () => {
    const lake = given();
    await lake.arrive("a");
    const sweeps: number[] = [];
    for (let failure = 0; failure < 3; failure += 1) {
      lake.end("FAILED");
      expect(await lake.resume(ended)).toEqual({ started: false, because: "it failed lately" });
      expect(await lake.arrive(`during ${failure}`)).toEqual({ started: false, because: "it failed lately" });
      let count = 1;
      while ((await lake.resume(sweep)).started === false) count += 1;
      sweeps.push(count);
    }

    expect(sweeps).toEqual([1, 2, 4]);
    lake.end();
    expect(await lake.resume(ended)).toMatchObject({ started: false });
    expect(await lake.mark.read()).toMatchObject({ failures: 0, wait: 0 });
    expect([...lake.covered].sort()).toEqual(["a", "during 0", "during 1", "during 2"]);
  });

  it("counts a failure once, however often it is told", async () => {
    const lake = given();
    await lake.arrive("a");
    lake.end("TIMEOUT");

    await lake.resume(ended);
    await lake.resume(ended);

    expect(await lake.mark.read()).toMatchObject({ failures: 1, wait: 1, arrived: 2, taken: 1 });
  });

  it("fails on a state it does not know, instead of taking it for still going", async () => {
    const lake = given();
    await lake.arrive("a");
    lake.end("PAUSED");

    await expect(lake.resume(sweep)).rejects.toThrow("PAUSED");
  });

  it("covers every arrival, whatever is killed, lost, doubled or fails in between", async () => {
    const step = fc.constantFrom(
      "arrive",
      "arrive, and killed before the start",
      "killed after the start",
      "succeed",
      "fail",
      "told",
      "sweep",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const lake = given();
        let arrivals = 0;
        for (const what of steps) {
          if (what === "succeed") lake.end();
          else if (what === "fail") lake.end("FAILED");
          else if (what === "told") await lake.resume(ended);
          else if (what === "sweep") await lake.resume(sweep);
          else {
            arrivals += 1;
            lake.lake.add(`object ${arrivals}`);
            await lake.mark.arrived();
            if (what === "arrive") await startWhenDirty(lake.mark, lake.job, bucket);
            if (what === "killed after the start") await lake.job.start({});
          }
        }
        for (let calm = 0; calm < 200; calm += 1) {
          lake.end();
          await lake.resume(sweep);
        }
        expect(lake.covered.size).toBe(arrivals);
        expect(lake.runs.length).toBeLessThanOrEqual(steps.length + 2);
      }),
      { numRuns: 300 },
    );
  });

  it("loses nothing when arrivals and starts interleave at any await", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, count) => {
        const mark = fakeMarks();
        const glue = fakeJob();
        const slow = {
          read: scheduler.scheduleFunction(() => mark.read()),
          taken: scheduler.scheduleFunction((arrived: number) => mark.taken(arrived)),
          arrived: scheduler.scheduleFunction(() => mark.arrived()),
        };
        const job = { start: scheduler.scheduleFunction(glue.job.start) };
        const arrivals = Array.from({ length: count }, async (_, index) => {
          glue.lake.add(`object ${index}`);
          await slow.arrived();
          await startWhenDirty({ ...mark, ...slow }, job, bucket);
        });
        await scheduler.waitFor(Promise.all(arrivals));
        for (let calm = 0; calm < 3; calm += 1) {
          glue.end();
          await lookAfter({ bucket, mark, job: glue.job })(ended);
        }
        expect(glue.covered.size).toBe(count);
        expect(glue.runs.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
