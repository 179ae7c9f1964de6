export const datasets = ["interactions", "items", "users"] as const;
export type Dataset = (typeof datasets)[number];

export interface AvroField {
  name: string;
  type: string | string[];
  categorical?: true;
  textual?: true;
}

const text = (name: string): AvroField => ({ name, type: "string" });
const category = (name: string): AvroField => ({ name, type: ["null", "string"], categorical: true });
const number = (name: string): AvroField => ({ name, type: ["float", "null"] });
const seconds = (name: string): AvroField => ({ name, type: "long" });

/** Columns of the T2 files, in file order, which Personalize wants to be schema order. Timestamps are epoch seconds. */
const fields: Record<Dataset, AvroField[]> = {
  interactions: [text("USER_ID"), text("ITEM_ID"), seconds("TIMESTAMP"), text("EVENT_TYPE"), number("EVENT_VALUE")],
  items: [
    text("ITEM_ID"),
    { name: "NAME", type: ["null", "string"], textual: true }, // one textual field is allowed per dataset
    { name: "NAME_EN", type: ["null", "string"] }, // returned with recommendations, ignored in training
    category("CATEGORY_L1"),
    category("CATEGORY_L2"),
    category("CATEGORY_L3"),
    number("PRICE"),
    { name: "AVAILABLE", type: "string", categorical: true },
    seconds("CREATION_TIMESTAMP"),
  ],
  users: [text("USER_ID"), category("DEVICE"), category("LOCALE")],
};

/** Personalize requires the record's name to be the dataset's type. */
const recordName: Record<Dataset, string> = { interactions: "Interactions", items: "Items", users: "Users" };

export const fieldsOf = (dataset: Dataset): readonly AvroField[] => fields[dataset];

export const columnsOf = (dataset: Dataset): string[] => fields[dataset].map(({ name }) => name);

/** The Avro schema Personalize checks an import against. */
export const avroSchemaOf = (dataset: Dataset): string =>
  JSON.stringify({
    type: "record",
    name: recordName[dataset],
    namespace: "com.amazonaws.personalize.schema",
    fields: fields[dataset],
    version: "1.0",
  });

interface AvroRecord {
  readonly name?: string;
  readonly fields?: readonly AvroField[];
}

/** What of a schema Personalize goes by: columns in order, their types in any order, and how text is learnt from. */
const meaningOf = (schema: string): string => {
  const { name, fields = [] } = JSON.parse(schema) as AvroRecord;
  const columns = fields.map(({ name: column, type, categorical, textual }) => [
    column,
    [type].flat().sort(),
    categorical === true,
    textual === true,
  ]);
  return JSON.stringify([name, columns]);
};

/** Whether a schema that somebody else wrote takes the same files in the same way. */
export const meansTheSame = (schema: string, other: string): boolean => {
  try {
    return meaningOf(schema) === meaningOf(other);
  } catch {
    return false;
  }
};

/** Personalize refuses to train on less. Source: developer guide, "Datasets and schemas". */
export const fewestInteractions = 1000;
/** Users with two interactions or more that a training needs, and their least share of all. Source: the same. */
export const fewestReturningUsers = 25;
export const leastReturningShare = 0.01;
