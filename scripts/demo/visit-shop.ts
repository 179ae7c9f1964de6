import type { WireEvent } from "@millrace/core/domain/event";
import type { RecommendationAnswer } from "@millrace/core/domain/recommendation";
import { browse, type AskList } from "../petshop/browse.ts";
import { seededRandom } from "../petshop/random.ts";
import type { Shop } from "../petshop/shop.ts";
import type { Visitor } from "../petshop/visitors.ts";

const atOnce = 8; // browsers
const popularShare = 0.5; // of visitors are shown what is popular instead of what the model recommends

const askOf =
  (site: string): AskList =>
  async (query) => {
    const response = await fetch(`${site}/v1/recommendations?${new URLSearchParams(query)}`);
    if (!response.ok) {
      await response.body?.cancel();
      return undefined; // as a page would: it has no row then
    }
    const answer = (await response.json()) as RecommendationAnswer;
    return answer.items.length > 0 ? answer : undefined;
  };

/**
 * Lets visitors come to the shop now that a model serves: they ask for lists as its pages do, half of them for the model's and half for
 * what is popular. Returns what their trackers have to tell, in order of time. The same seed gives the same visitors and dice.
 */
export const visitShop = async (
  site: string,
  shop: Pick<Shop, "products">,
  visitors: readonly Visitor[],
  seed: number,
  tell: (done: number) => void,
): Promise<WireEvent[]> => {
  const random = seededRandom(seed);
  const products = new Map(shop.products.map((product) => [product.product_id, product]));
  const waiting = visitors
    .map((visitor) => ({ visitor, dice: random.fork(), isPopular: random.chance(popularShare) }))
    .values();
  const events: WireEvent[] = [];
  let done = 0;
  const comeOneByOne = async (): Promise<void> => {
    for (const { visitor, dice, isPopular } of waiting) {
      const browser = { products, ask: askOf(site), random: dice, now: Date.now };
      events.push(...(await browse(visitor, browser, isPopular ? "popular" : "personal")));
      tell(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, comeOneByOne));
  return events.sort((left, right) => left.event_ts - right.event_ts || (left.event_id < right.event_id ? -1 : 1));
};
