import { describe, expect, it } from "@jest/globals";
import { call, given, now } from "../../govern/given.ts";

const later = now / 1000 + 60;
const interactions = `USER_ID,ITEM_ID,TIMESTAMP\nann,p1,1\nbob,p1,2\n"ann",p2,${later}\nphone,p3,3\n`;
const exported = {
  interactions,
  new: interactions,
  users: 'USER_ID,AGE\n"ann",30\nbob,40\nphone,50\n',
  items: "ITEM_ID\nann\n",
};

describe("forgetErased", () => {
  const put = (lake: ReturnType<typeof given>["lake"]) => {
    for (const [dataset, text] of Object.entries(exported))
      lake.objects.set(`t2/2026-11-21/${dataset}/part-0.csv`, Buffer.from(text));
  };
  const read = (lake: ReturnType<typeof given>["lake"], dataset: string) =>
    lake.objects.get(`t2/2026-11-21/${dataset}/part-0.csv`)?.toString();

  it("takes the erased out of an export made from what was before, and leaves those who came back", async () => {
    const { lake, erase, forgetErased } = given();
    await erase({ user: "ann" }, call);
    put(lake);

    expect(await forgetErased("2026-11-21")).toBe(5);

    for (const folder of ["interactions", "new"])
      expect(read(lake, folder)).toBe(`USER_ID,ITEM_ID,TIMESTAMP\nbob,p1,2\n"ann",p2,${later}\n`);
    expect(read(lake, "users")).toBe('USER_ID,AGE\n"ann",30\nbob,40\n');
    expect(read(lake, "items")).toBe(exported.items);
    expect(await forgetErased("2026-11-21")).toBe(0);
  });

  it("leaves an export as it is while nobody was erased", async () => {
    const { lake, forgetErased } = given();
    put(lake);

    expect(await forgetErased("2026-11-21")).toBe(0);
    expect(read(lake, "interactions")).toBe(interactions);
  });
});
