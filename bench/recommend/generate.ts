import type { Interactions } from "../../local/recommender/interactions.ts";
import { randomFrom } from "../../local/recommender/random.ts";

export interface Wanted {
  events: number;
  users: number;
  items: number;
  seed: number;
}

/** Items that are used together: visitors stay in one such aisle for a while. */
const AISLE = 50;
const START = 1_700_000_000;
const DAYS = 90;

/**
 * Made-up clicks: some users have many events and most have few, some aisles and the items at the front of each are used
 * most, and what comes next is mostly a neighbour of what came before. Made column by column, so that 20 M fit.
 */
export function generate({ events, users, items, seed }: Wanted): Interactions {
  const random = randomFrom(seed);
  const offsets = lengths(events, users, random);
  const aisles = Math.ceil(items / AISLE);
  const item = new Uint32Array(events);
  const type = new Uint8Array(events);
  const time = new Float64Array(events);
  for (let user = 0; user < users; user++) {
    const [from, to] = [offsets[user] ?? 0, offsets[user + 1] ?? 0];
    let seconds = START + random() * DAYS * 86_400;
    let [aisle, place] = [0, 0];
    for (let event = from; event < to; event++) {
      if (event === from || random() < 0.15) {
        aisle = Math.floor(aisles * random() ** 2);
        place = Math.floor(AISLE * random() ** 3);
      } else if (random() < 0.8) place = (place + 1 + Math.floor(random() * 3)) % AISLE;
      else place = Math.floor(AISLE * random() ** 3);
      item[event] = Math.min(items - 1, aisle * AISLE + place);
      type[event] = random() < 0.05 ? 1 : 0;
      seconds += random() < 0.1 ? 86_400 : 60;
      time[event] = Math.floor(seconds);
    }
  }
  return {
    users: Array.from({ length: users }, (_, user) => `visitor-${user}`),
    items: Array.from({ length: items }, (_, each) => `item-${each}`),
    eventTypes: ["View", "Purchase"],
    offsets,
    item,
    type,
    time,
    value: new Float32Array(events).fill(Number.NaN),
  };
}

/** Offsets of users' events: shares fall off steeply, everybody has one at least. */
function lengths(events: number, users: number, random: () => number): Uint32Array {
  const share = Float64Array.from({ length: users }, () => 1 / (0.05 + random()) ** 1.2);
  const total = share.reduce((a, b) => a + b, 0);
  const spare = events - users;
  const offsets = new Uint32Array(users + 1);
  let sum = 0;
  for (let user = 0; user < users; user++) {
    sum += share[user] ?? 0;
    offsets[user + 1] = user + 1 + Math.floor((spare * sum) / total);
  }
  offsets[users] = events;
  return offsets;
}
