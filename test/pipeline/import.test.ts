import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { waitForLake } from "../../scripts/demo/wait.ts";
import { openCloud } from "./cloud.ts";
import { runScript } from "./run-script.ts";
import { askT1, fingerprintOf } from "./t1.ts";

const header = "user_id,item_id,category_id,event_type,timestamp";
const rowsOf = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `${1 + (index % 7)},${100 + from + index},9,pv,${1_511_544_070 + index}`);

describe("npm run import", () => {
  let cloud: Awaited<ReturnType<typeof openCloud>>;

  const runImport = (...args: string[]) => runScript("import", ["--dir", cloud.directory, ...args]);
  const file = (name: string, content: string | Buffer): string => {
    const path = join(cloud.directory, name);
    writeFileSync(path, content);
    return path;
  };
  const unique = async (): Promise<number> =>
    Number((await askT1(cloud.lake, "select count(*) as n from t1"))[0]?.["n"]);

  beforeAll(async () => {
    cloud = await openCloud();
  }, 180_000);
  afterAll(() => cloud.close(), 30_000);

  it("sends the good rows, names the bad ones with their lines, and ends with 1", async () => {
    const rows = rowsOf(600);
    rows.splice(2, 0, "5,501,9,dance,1511544070"); // line 4
    rows.splice(10, 0, "6,,9,pv,1511544070", "6,502,9,pv,yesterday"); // lines 12 and 13
    const path = file("with-bad-rows.csv", [header, ...rows].join("\n"));

    const { code, stdout, stderr } = await runImport("--format", "taobao", path);

    expect(stdout).toBe("sent 600  accepted 600  rejected 0  bad rows 3\n");
    expect(stderr.split("\n").filter((line) => line.startsWith("line "))).toEqual([
      'line 4: event_type "dance" is unknown: map it with --types dance=view_item',
      "line 12: item_id is empty",
      'line 13: timestamp "yesterday" is no time: use epoch seconds, ms, or ISO 8601',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('All are in the lake: "npm run retrain" learns from them.');
    expect(await unique()).toBe(600);
  }, 180_000);

  it("changes nothing when the same rows come again, packed and without a header", async () => {
    const before = await fingerprintOf(cloud.lake);

    const { code, stdout } = await runImport(
      "--format",
      "taobao",
      file("again.csv.gz", gzipSync(rowsOf(600).join("\n"))),
    );

    expect([code, stdout]).toEqual([0, "sent 600  accepted 600  rejected 0  bad rows 0\n"]);
    await waitForLake(cloud.aws, 1_200, () => undefined);
    expect(await fingerprintOf(cloud.lake)).toEqual(before);
  }, 180_000);

  it("takes any file that has a user, an item, a type and a time", async () => {
    const path = file(
      "other.tsv",
      ["who\twhat\thow\twhen", "ann\tball\tlook\t2024-05-01 10:00:00", "ben\tbone\tbuy\t1714557600"].join("\n"),
    );

    const words = ["--map", "user=who,item=what,type=how,time=when", "--types", "look=view_item", "--delimiter", "tab"];
    const { code, stdout } = await runImport("--format", "csv", ...words, path);

    expect([code, stdout]).toEqual([0, "sent 2  accepted 2  rejected 0  bad rows 0\n"]);
    await waitForLake(cloud.aws, 1_202, () => undefined);
    const query =
      "select user_key, item_id, event_name, epoch_ms(event_time) as at from t1 where item_id in ('ball', 'bone') order by 1";
    expect(await askT1(cloud.lake, query)).toEqual([
      { user_key: "ann", item_id: "ball", event_name: "view_item", at: Date.UTC(2024, 4, 1, 10) },
      { user_key: "ben", item_id: "bone", event_name: "purchase", at: 1_714_557_600_000 },
    ]);
  }, 180_000);

  it("explains what is wrong with the file or the command, and sends nothing", async () => {
    const before = await cloud.console<{ counts: { received: number } }>("counts");

    const noColumn = await runImport("--format", "taobao", file("strange.csv", "a,b\n1,2\n"));
    const noFile = await runImport("--format", "taobao", "nowhere.csv");
    const noFormat = await runImport("--format", "xml", "nowhere.csv");

    expect([noColumn.code, noFile.code, noFormat.code]).toEqual([2, 2, 2]);
    expect(noColumn.stderr).toContain(
      'no column "user_id", "item_id", "event_type", "timestamp", "category_id": the file has "a", "b"',
    );
    expect(noFile.stderr).toContain("cannot read nowhere.csv: ENOENT");
    expect(noFormat.stderr).toMatch(/no format "xml": --format is one of taobao, /);
    expect((await cloud.console<typeof before>("counts")).counts).toEqual(before.counts);
  }, 180_000);

  it("says where a file breaks off, and ends with 2", async () => {
    const whole = gzipSync([header, ...rowsOf(20_000, 10_000)].join("\n"));
    const path = file("broken.csv.gz", whole.subarray(0, whole.length / 2));

    const { code, stderr } = await runImport("--format", "taobao", path);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^import: cannot read .*broken\.csv\.gz after line \d+: unexpected end of file$/m);
  }, 180_000);
});
