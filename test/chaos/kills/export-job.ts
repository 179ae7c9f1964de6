import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { columnsOf, type Dataset } from "@millrace/core/domain/datasets";

/**
 * Stands for the export job: the T2 files of 40 visitors in eight aisles, the manifest last. The first day's visitors did less, so
 * that the second day's run imports only what is new; all later days are alike, so that there is nothing new to train on.
 */
const given = (name: string) => process.argv[process.argv.indexOf(name) + 1] ?? "";
const run = given("--run");
const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));
const actsOf = (day: string) => (day === "2026-11-21" ? 29 : 56);
const acts = actsOf(run);
const since = process.argv.includes("--since") ? given("--since") : undefined;
const known = since === undefined ? 0 : actsOf(since);
const interactions = many(40, (user) =>
  many(acts, (n) => [
    `u${user}`,
    `p${(user % 8) * 5 + ((n * 3 + user) % 5)}`,
    1_790_000_000 + n * 3600 + user,
    "View",
    "",
  ]),
).flat();
const rows: Record<Dataset, (string | number)[][]> = {
  interactions,
  items: many(40, (item) => [`p${item}`, "", "", `aisle ${Math.floor(item / 5)}`, "", "", item, "yes", 1_780_000_000]),
  users: many(40, (user) => [`u${user}`, "mobile", "ko-KR"]),
};

/** What 24 of them did next, withheld to judge the models by. */
const heldOut = many(24, (user) => [`u${user}`, `p${(user % 8) * 5}`, 1_790_200_000 + user, "View", ""]);

process.stdin.resume().on("close", () => process.exit(1));
const s3 = new S3Client({ region: "ap-northeast-2" });
const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: given("--bucket"), Key, Body }));
for (const dataset of ["interactions", "items", "users"] as const)
  await put(
    `t2/${run}/${dataset}/part-0.csv`,
    [columnsOf(dataset), ...rows[dataset]].map((row) => row.join()).join("\n"),
  );
await put(`t2/${run}/holdout/part-0.csv`, [columnsOf("interactions"), ...heldOut].map((row) => row.join()).join("\n"));
const fresh =
  since === undefined ? [] : many(40, (user) => interactions.slice(user * acts + known, (user + 1) * acts)).flat();
await put(`t2/${run}/new/part-0.csv`, [columnsOf("interactions"), ...fresh].map((row) => row.join()).join("\n"));
const compared = { since: since ?? "none", imported: 40 * known, newInteractions: fresh.length };
const active = many(40, (user) => `u${user},${1_790_100_000 + user}`);
await put(`t2/${run}/active/part-0.csv`, ["USER_ID,TIMESTAMP", ...active].join("\n"));
const counts = Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, list.length]));
await put(
  `t2/${run}/manifest.json`,
  JSON.stringify({
    run,
    ...counts,
    ...compared,
    goneInteractions: 0,
    gonePeople: 0,
    heldOut: heldOut.length,
    lastEventTime: null,
    sources: {},
  }),
);
process.exit(0);
