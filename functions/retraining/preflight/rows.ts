import { columnsOf, fieldsOf, type Dataset } from "@millrace/core/domain/datasets";

/** Longest values Personalize takes. Source: developer guide, "Data format guidelines". */
const most = { id: 256, categorical: 1000, textual: 20_000 };
/** Later than this a timestamp must be in milliseconds. */
const latestSeconds = 99_999_999_999;

/** Why Personalize would refuse a file with this header; undefined when it would not. */
export const headerProblem = (dataset: Dataset, header: readonly string[]): string | undefined => {
  const wanted = columnsOf(dataset);
  const missing = wanted.filter((column) => !header.includes(column));
  if (missing.length > 0) return `Input CSV is missing the following columns:[${missing.join(", ")}].`;
  return header.join() === wanted.join()
    ? undefined
    : `Input CSV has its columns in another order than the schema: ${header.join(", ")}.`;
};

type Check = (value: string) => string | undefined;

const checkOf = ({ name, type, categorical, textual }: ReturnType<typeof fieldsOf>[number]): Check => {
  const types = [type].flat();
  const isNullable = types.includes("null");
  const longest = textual ? most.textual : name.endsWith("_ID") ? most.id : categorical ? most.categorical : undefined;
  return (value) => {
    if (value === "") return isNullable ? undefined : `Column ${name} must not be empty`;
    if (types.includes("string"))
      return longest !== undefined && value.length > longest
        ? `Length cannot be more than ${longest} characters for ${name}`
        : undefined;
    const isWhole = types.includes("long") || types.includes("int");
    if (isWhole ? !/^-?\d+$/.test(value) : !Number.isFinite(Number(value)))
      return `Column ${name} must be of type ${types.find((one) => one !== "null")}`;
    return name.endsWith("TIMESTAMP") && Number(value) > latestSeconds
      ? `Column ${name} must be in seconds since the epoch`
      : undefined;
  };
};

/** Checks one record after the other; the first problem is told with its number, the header being record 1. */
export const rowChecker = (dataset: Dataset) => {
  const checks = fieldsOf(dataset).map(checkOf);
  return (record: readonly string[], number: number): string | undefined => {
    if (record.length !== checks.length) return `record ${number} has ${record.length} columns, not ${checks.length}.`;
    for (const [index, check] of checks.entries()) {
      const problem = check(record[index] ?? "");
      if (problem) return `${problem} (record ${number}).`;
    }
    return undefined;
  };
};
