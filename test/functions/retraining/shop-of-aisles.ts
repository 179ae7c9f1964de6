import { columnsOf, type Dataset } from "@millrace/core/domain/datasets";
import type { Bucket } from "@millrace/core/aws/s3";

const [people, aisles, shelf, acts] = [120, 12, 8, 16];
export const visitors = people;
export const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** A number below `below` that looks like chance and is always the same. */
const lot = (seed: number, below: number) => Math.abs(Math.imul(seed ^ (seed >>> 7), 0x45d9f3b) >>> 3) % below;

/** What somebody did: all in the aisle they are at home in, walking along its shelf. */
const act = (user: number, n: number) => `p${(user % aisles) * shelf + ((user + n) % shelf)}`;
const second = (user: number, n: number) => 1_790_000_000 + n * 3600 + user;
type Row = readonly (string | number)[];
const row = (user: number, n: number, item: string): Row => [`u${user}`, item, second(user, n), "View", ""];

const everything = many(people, (user) => many(acts, (n) => [user, n] as const)).flat();
/** The newest two acts of every second user are withheld in each run alike. */
const isHeldOut = (user: number, n: number) => user % 2 === 0 && n >= acts - 2;
const heldOut = everything.filter(([user, n]) => isHeldOut(user, n)).map(([user, n]) => row(user, n, act(user, n)));

const training = (item: (user: number, n: number) => string): Row[] =>
  everything.filter(([user, n]) => !isHeldOut(user, n)).map(([user, n]) => row(user, n, item(user, n)));

const anything = (seed: number) => `p${lot(seed, aisles * shelf)}`;

/** What a day's model may learn from. */
export const lessons = {
  /** Half of what is done is chance: enough to beat popularity. */
  noisy: training((user, n) => (lot(user * 977 + n, 2) === 0 ? act(user, n) : anything(user * 31 + n * 7))),
  /** The same visitors and as many acts, of which none says anything. */
  shuffled: training((user, n) => anything(user * 7919 + n * 104_729)),
  clean: training(act),
} as const;
export type Lesson = keyof typeof lessons;

const items: Row[] = many(aisles * shelf, (item) => [
  `p${item}`,
  `상품 ${item}`,
  `thing ${item}`,
  "",
  "",
  "",
  1000,
  "yes",
  1_780_000_000,
]);
const users: Row[] = many(people, (user) => [`u${user}`, "mobile", "ko-KR"]);
const active: Row[] = users.map(([user = ""]) => [user, second(0, acts)]);

/** The export of a run as the job leaves it, the manifest last. */
export const exportLesson = async (lake: Pick<Bucket, "put">, run: string, lesson: Lesson): Promise<void> => {
  const put = (folder: string, columns: readonly string[], rows: readonly Row[]) =>
    lake.put(`t2/${run}/${folder}/part-0.csv`, [columns, ...rows].map((line) => line.join()).join("\n"));
  const of: Record<Dataset, readonly Row[]> = { interactions: lessons[lesson], items, users };
  for (const dataset of ["interactions", "items", "users"] as const)
    await put(dataset, columnsOf(dataset), of[dataset]);
  await put("holdout", columnsOf("interactions"), heldOut);
  await put("active", ["USER_ID", "TIMESTAMP"], active);
  const counts = { interactions: of.interactions.length, items: items.length, users: users.length };
  const manifest = { run, ...counts, heldOut: heldOut.length, lastEventTime: second(people, acts) * 1000 };
  await lake.put(`t2/${run}/manifest.json`, JSON.stringify(manifest));
};
