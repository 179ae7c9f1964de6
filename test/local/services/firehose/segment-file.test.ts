import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openSegment, readSegment } from "../../../../local/services/firehose/segment-file.ts";

describe("a segment file", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "segment-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("keeps whole appends only, wherever a kill cuts it, and goes on from there", () => {
    const appends = fc.array(fc.string({ minLength: 1, maxLength: 20, unit: "binary-ascii" }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(appends, fc.double({ min: 0, max: 1, noNaN: true }), (texts, cut) => {
        const path = join(folder, "a");
        rmSync(path, { force: true });
        const file = openSegment(path);
        for (const text of texts) file.append([Buffer.from(text)]);
        file.close();
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.subarray(0, Math.round(bytes.length * cut)));

        const kept = readSegment(path).toString();
        const again = openSegment(path);
        again.append([Buffer.from("more"), Buffer.from("!")]);
        again.close();

        expect(texts.map((_, index) => texts.slice(0, index).join("")).concat(texts.join(""))).toContain(kept);
        expect(readSegment(path).toString()).toBe(`${kept}more!`);
        expect(again.size()).toBe(kept.length + 5);
      }),
      { numRuns: 60 },
    );
  });
});
