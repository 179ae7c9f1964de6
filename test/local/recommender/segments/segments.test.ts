import { describe, expect, it } from "@jest/globals";
import { type Interactions, InteractionsBuilder } from "../../../../local/recommender/interactions.ts";
import { loadModel } from "../../../../local/recommender/load.ts";
import { randomFrom } from "../../../../local/recommender/random.ts";
import { chooseSegments } from "../../../../local/recommender/segments/choose-segments.ts";
import { columnsOf, countSegments } from "../../../../local/recommender/segments/count-segments.ts";
import { segmentList } from "../../../../local/recommender/segments/segment-list.ts";
import { train } from "../../../../local/recommender/train.ts";

/** 400 visitors, a third on phones; phones use `phone0`–`phone9`, others `desk0`–`desk19`, everybody now and then `top`. */
function visitors(): { all: Interactions; device: string[]; coin: string[] } {
  const random = randomFrom(9);
  const builder = new InteractionsBuilder();
  const device: string[] = [];
  for (let user = 0; user < 400; user++) {
    const isPhone = random() < 1 / 3;
    device.push(isPhone ? "phone" : "desk");
    for (let n = 0; n < 6; n++) {
      const item =
        random() < 0.1 ? "top" : isPhone ? `phone${Math.floor(random() * 10)}` : `desk${Math.floor(random() * 20)}`;
      builder.add(`u${user}`, item, user * 100 + n, "View");
    }
  }
  return { all: builder.build(), device, coin: device.map(() => (random() < 0.5 ? "heads" : "tails")) };
}

describe("what visitors like this one use", () => {
  const { all, device, coin } = visitors();
  const devices = { name: "DEVICE", values: device };
  const coins = { name: "COIN", values: coin };

  it("is counted by visitors, for values that enough of them have", () => {
    const rare = { name: "RARE", values: all.users.map((_, user) => (user < 5 ? "few" : null)) };
    const segments = countSegments(all, [devices, rare]);
    expect([segments.columns, segments.values.toSorted()]).toEqual([
      ["DEVICE", "RARE"],
      ["desk", "phone"],
    ]);
    const phone = segments.values.indexOf("phone");
    expect(segments.visitors[phone]).toBe(device.filter((each) => each === "phone").length);
    const used = segments.item.subarray(segments.offsets[phone], segments.offsets[phone + 1]);
    expect(Array.from(used, (item) => all.items[item]).filter((id) => id?.startsWith("desk"))).toEqual([]);
    expect(Math.max(...segments.users)).toBeLessThanOrEqual(Math.max(...segments.visitors));
  });

  it("lists their items first, and nothing for whom no column knows", () => {
    const segments = countSegments(all, [devices, coins]);
    const popularity = Float32Array.from(all.items, () => 40);
    const list = (about: Record<string, string>) =>
      segmentList(segments, popularity, 400, (column) => about[column])?.map(({ item }) => all.items[item] ?? "");
    expect(
      list({ DEVICE: "phone", COIN: "heads" })
        ?.slice(0, 10)
        .every((id) => !id.startsWith("desk")),
    ).toBe(true);
    expect(list({ DEVICE: "watch" })).toBeUndefined();
    expect(list({})).toBeUndefined();
  });

  it("is kept only where it foretells more than what is popular with everybody", () => {
    expect(chooseSegments(all, [devices], 1)?.values.toSorted()).toEqual(["desk", "phone"]);
    expect(chooseSegments(all, [coins], 1)).toBeUndefined();
  });

  it("follows users through a choice among them", () => {
    const [column] = columnsOf([devices], all.users, ["u7", "u3"]);
    expect(column).toEqual({ name: "DEVICE", values: [device[7], device[3]] });
  });

  it("answers visitors of whom nothing else is known, until they do something, and survives a file", () => {
    const { model } = train(all, "personal", { userColumns: [devices], historyPercentiles: [0, 1] });
    const about = (column: string) => (column === "DEVICE" ? "phone" : undefined);
    const asked = { userId: "new", limit: 8 };
    const kinds = (list: readonly { itemId: string }[]) => list.map(({ itemId }) => itemId.replace(/\d+$/, ""));
    const list = model.recommend({ ...asked, about });
    expect(kinds(list)).not.toContain("desk");
    expect(kinds(model.recommend(asked))).toContain("desk");
    expect(list.every(({ score = 0 }) => score > 0 && score < 1)).toBe(true);
    expect(loadModel(model.save()).recommend({ ...asked, about })).toEqual(list);
    const live = [{ itemId: "desk1", eventType: "View", seconds: 1e6 }];
    expect(model.recommend({ ...asked, about, live })).toEqual(model.recommend({ ...asked, live }));
    const accepts = (id: string) => id.startsWith("desk");
    const filtered = model.recommend({ ...asked, about, accepts });
    expect([filtered.length, new Set(kinds(filtered))]).toEqual([8, new Set(["desk"])]);
  }, 60_000);
});
