import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { Found, ReadFile } from "../../../scripts/import/format.ts";
import { readOptions } from "../../../scripts/import/options.ts";
import { DamagedFile } from "../../../scripts/import/problems.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-damaged-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** The events before the error, taken slowly, as when the collector is slow. */
const readUntilDamage = async (args: readonly string[], path: string) => {
  const read = readOptions([...args, "--dir", folder, path])?.reader("a secret") as ReadFile;
  const found: Found[] = [];
  try {
    for await (const one of read(path, { onBadRow: () => {}, onSkip: () => {}, onBytes: () => {} })) {
      found.push(one);
      if (found.length % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } catch (error) {
    return { lines: found.map(({ line }) => line), error };
  }
  throw new Error("there was no damage");
};

const csv = ["--format", "csv", "--map", "user=u,item=i,type=t,time=at"];
const header = "u,i,t,at";
const row = (n: number): string => `u${n % 97},p${n},pv,${1_795_000_000 + n}`;
const rows = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => row(from + n));
const upTo = (last: number): number[] => Array.from({ length: last - 1 }, (_, n) => n + 2);

describe("a damaged file", () => {
  it("of columns gives every row before a quote that is never closed, and names the line", async () => {
    const path = written("quote.csv", [header, ...rows(600), `u1,"p7,pv,1795000000`, ...rows(400, 601)].join("\n"));

    const { lines, error } = await readUntilDamage(csv, path);

    expect(lines).toEqual(upTo(601));
    expect(error).toBeInstanceOf(DamagedFile);
    expect((error as Error).message).toBe(
      `cannot read ${path} from line 602 on: a quote opens there that is never closed`,
    );
  });

  it("of columns is not read on to its end in search of that quote", async () => {
    const path = written("long.csv", [header, ...rows(5000), `u1,"p7,pv,1795000000`, ...rows(9000, 5001)].join("\n"));

    const { lines, error } = await readUntilDamage(csv, path);

    expect(lines).toEqual(upTo(5001));
    expect((error as Error).message).toMatch(/from line 5002 on: the row there has no end within 64 KiB/);
  });

  it.each<[string, string[], string, number]>([
    ["a table", csv, header, 2],
    ["a log", ["--format", "nginx", "--rule", "view_item=/p/:item"], "# a comment", 2],
  ])(
    "of %s that was cut while it was compressed gives every whole line before the cut",
    async (_, args, top, first) => {
      const hits = Array.from(
        { length: 20_000 },
        (__, n) =>
          `10.0.${n >> 8}.${n & 255} - - [21/Nov/2026:18:00:00 +0900] "GET /p/${n} HTTP/1.1" 200 1 "-" "a browser"`,
      );
      const whole = [top, ...(args === csv ? rows(20_000) : hits)].join("\n");
      const zipped = gzipSync(whole);
      const path = written("cut.gz", zipped.subarray(0, zipped.length >> 1));

      const { lines, error } = await readUntilDamage(args, path);

      const before = gunzipSync(readFileSync(path), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      expect(lines).toHaveLength(before.split("\n").length - 2); // without the top and the half at the end
      expect(lines.slice(0, 3)).toEqual([first, first + 1, first + 2]);
      expect((error as Error).message).toBe(`cannot read ${path} after line ${lines.at(-1)}: unexpected end of file`);
    },
  );
});
