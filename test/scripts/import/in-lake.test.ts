import { describe, expect, it } from "@jest/globals";
import { waitUntilTaken } from "../../../scripts/import/in-lake.ts";

const answers = (...lines: number[]) => {
  let last = 0;
  return () => Promise.resolve((last = lines.shift() ?? last));
};

describe("waiting for the lake after an import", () => {
  it("it ends when as many lines more are there as were sent, telling how far it is", async () => {
    const told: number[] = [];
    const look = answers(100, 100, 140, 175);
    const tell = (taken: number) => void told.push(taken);
    await expect(waitUntilTaken(look, 100, 70, { everyMs: 1, tell })).resolves.toBe(true);
    expect(told).toEqual([0, 0, 40, 70]);
  });

  it("it gives up when nothing more comes", async () => {
    await expect(waitUntilTaken(answers(100, 120), 100, 70, { everyMs: 1, mostMs: 30 })).resolves.toBe(false);
  });
});
