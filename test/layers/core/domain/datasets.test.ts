import { describe, expect, it } from "@jest/globals";
import { avroSchemaOf, columnsOf, datasets } from "@millrace/core/domain/datasets";

interface Schema {
  name: string;
  fields: { name: string; type: string | string[]; textual?: boolean; categorical?: boolean }[];
}
const schemaOf = (dataset: (typeof datasets)[number]) => JSON.parse(avroSchemaOf(dataset)) as Schema;

describe("a dataset", () => {
  it("has its columns in the order of the export", () => {
    expect(columnsOf("interactions").join()).toBe("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE");
    expect(columnsOf("items").join()).toBe(
      "ITEM_ID,NAME,NAME_EN,CATEGORY_L1,CATEGORY_L2,CATEGORY_L3,PRICE,AVAILABLE,CREATION_TIMESTAMP",
    );
    expect(columnsOf("users").join()).toBe("USER_ID,DEVICE,LOCALE");
  });

  it.each(datasets)("keeps Personalize's rules for %s", (dataset) => {
    const { name, fields } = schemaOf(dataset);
    expect(name.toLowerCase()).toBe(dataset);
    expect(fields.map((field) => field.name)).toEqual(columnsOf(dataset));
    expect(new Set(fields.map((field) => field.name.replaceAll("_", ""))).size).toBe(fields.length);
    expect(fields.filter(({ textual }) => textual)).toHaveLength(dataset === "items" ? 1 : 0);
    expect(avroSchemaOf(dataset).length).toBeLessThan(20_000);
  });
});
