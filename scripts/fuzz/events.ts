import { hostileNames, hostileValues } from "./hostile-values.ts";
import type { Random } from "../petshop/random.ts";

/** A value as JSON text, or an object whose members can still be changed; names are JSON text without quotes. */
type Value = string | Member[];
type Member = [name: string, value: Value];

const now = 1_795_251_600_000;
const text = (value: unknown): string => JSON.stringify(value);
const object = (members: Record<string, unknown>): Member[] =>
  Object.entries(members).map(([name, value]) => [
    name,
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? object(value as Record<string, unknown>)
      : text(value),
  ]);

const consent = { analytics: "granted", ads: "denied", personalization: "granted" };
const common = { event_ts: now - 2_000, anonymous_id: "a-1", session_id: "s-1", consent };
const page = {
  url: "https://shop.example/p/1?utm_source=mail",
  path: "/p/1",
  title: "연어 사료 2kg",
  referrer: "https://search.example/",
};
const item = { item_id: "p0042", item_name: "연어 사료", item_category: "강아지", price: 32_000, quantity: 1 };

/** Good events of every kind; what is wrong with them is done to them afterwards. */
const templates: readonly [Record<string, unknown>, ...Record<string, unknown>[]] = [
  { ...common, event_name: "view_item", item_id: "p0042" },
  { ...common, event_name: "page_view", page, context: { locale: "ko-KR", tz: "Asia/Seoul", screen: "390x844" } },
  { ...common, event_name: "search", search_term: "고양이 사료", props: { results: 12, from_sale: true, sort: "new" } },
  {
    ...common,
    event_name: "purchase",
    user_id: "u1",
    items: [item, item],
    value: 64_000,
    currency: "KRW",
    transaction_id: "o-1",
  },
  {
    ...common,
    event_name: "recommendation_click",
    item_id: "p1",
    recommendation: { id: "RID-1", source: "live", variant: "a", position: 3, strategy: "personal", model: "m" },
    impression: ["p1", "p2"],
    session_seq: 4,
  },
];

let made = 0;

/** The JSON text of one event: good with probability 1/4, else spoilt in one to three places. */
export function fuzzedEvent(random: Random): string {
  made = (made + 1) % 1e9;
  const event = object({ event_id: `fuzz-${String(made).padStart(9, "0")}`, ...random.pick(templates) });
  if (random.chance(0.02)) return random.pick(hostileValues);
  if (!random.chance(0.25)) for (let left = 1 + random.below(3); left > 0; left -= 1) spoil(event, random);
  return written(event);
}

function spoil(members: Member[], random: Random): void {
  const at = random.below(members.length);
  const member = members[at];
  if (member === undefined) return;
  const [name, value] = member;
  if (typeof value !== "string" && random.chance(0.5)) return spoil(value, random);
  const name2 = random.chance(0.5) ? random.pick(hostileNames) : name;
  switch (random.below(6)) {
    case 0:
      members.splice(at, 1);
      break;
    case 1:
      members.push([random.pick(hostileNames), random.pick(hostileValues)]);
      break;
    case 2: // given twice: JSON.parse takes the last, others the first
      members.push([name, random.pick(hostileValues)]);
      break;
    case 3:
      members[at] = [name2, value];
      break;
    default:
      members[at] = [name, random.pick(hostileValues)];
  }
}

const written = (value: Value): string =>
  typeof value === "string" ? value : `{${value.map(([name, member]) => `"${name}":${written(member)}`).join(",")}}`;
