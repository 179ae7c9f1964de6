/** Reads one environment variable; `undefined` when it is absent. Throws what is wrong with its value. */
export type Reader<T> = (value: string | undefined) => T;

/** Thrown while a Lambda loads: names every variable that is missing or wrong, so one deployment mends them all. */
export class MissingConfig extends Error {
  override readonly name = "MissingConfig";
}

export const text: Reader<string> = (value) => {
  if (value === undefined || value === "") throw new Error("is not set");
  return value;
};

/** A comma-separated list; empty when the variable is empty or absent, so that an allow-list is closed by default. */
export const list: Reader<string[]> = (value) =>
  (value ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

export const integer: Reader<number> = (value) => {
  const number = Number(text(value));
  if (!Number.isSafeInteger(number)) throw new Error(`is not a whole number: ${JSON.stringify(value)}`);
  return number;
};

export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value) =>
    value === undefined || value === "" ? undefined : reader(value);

/** The only reader of `process.env`. Throws MissingConfig with all that is wrong. */
export const readConfig = <Shape extends Record<string, Reader<unknown>>>(
  shape: Shape,
  environment: Record<string, string | undefined> = process.env,
): { [Name in keyof Shape]: ReturnType<Shape[Name]> } => {
  const problems: string[] = [];
  const entries = Object.entries(shape).map(([name, reader]) => {
    try {
      return [name, reader(environment[name])];
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}`);
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw new MissingConfig(problems.join("; "));
  return Object.fromEntries(entries) as { [Name in keyof Shape]: ReturnType<Shape[Name]> };
};
