import { InvalidInputException } from "@aws-sdk/client-personalize";
import { createReadStream, mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { Unfit } from "../tasks/unfit.ts";

/** A line of a batch job that cannot be answered; the message is what the output says of it. */
export class BadLine extends Error {}

export interface Answered {
  lines: number;
  failed: number;
}

export type Line = Readonly<Record<string, unknown>>;
/** Throws BadLine, and InvalidInputException of a filter. */
export type AnswerLine = (line: Line) => object;

const CHUNK = 1 << 20;

/** Writes an output beside each input: a line for a line, empty ones left out. Throws Unfit when there is none at all. */
export async function answerFiles(
  files: readonly { input: string; output: string }[],
  answer: AnswerLine,
): Promise<Answered> {
  const total = { lines: 0, failed: 0 };
  for (const { input, output } of files) {
    mkdirSync(dirname(output), { recursive: true });
    const { lines, failed } = await answerFile(input, output, answer);
    total.lines += lines;
    total.failed += failed;
  }
  if (total.lines === 0) throw new Unfit("Input file has no records.");
  return total;
}

async function answerFile(input: string, output: string, answer: AnswerLine): Promise<Answered> {
  const file = await open(output, "w");
  const total = { lines: 0, failed: 0 };
  let chunk = "";
  try {
    for await (const line of linesOf(input)) {
      const answered = answerLine(line, answer);
      total.lines++;
      if (answered.error !== null) total.failed++;
      chunk += `${JSON.stringify(answered)}\n`;
      if (chunk.length < CHUNK) continue;
      await file.write(chunk);
      chunk = "";
    }
    await file.write(chunk);
  } finally {
    await file.close();
  }
  return total;
}

export async function* linesOf(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
  for await (const line of lines) if (line.trim() !== "") yield line;
}

const notJson = "Input line is not a valid JSON object.";

/** Exactly the three members of AWS's output, in its order; the input is given back as it came. */
function answerLine(text: string, answer: AnswerLine) {
  let input: unknown = text;
  try {
    input = JSON.parse(text);
    if (typeof input !== "object" || input === null || Array.isArray(input)) throw new BadLine(notJson);
    return { input, output: answer(input as Line), error: null };
  } catch (error) {
    return { input, output: null, error: wordsOf(error) };
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof SyntaxError) return notJson;
  if (error instanceof BadLine || error instanceof InvalidInputException) return error.message;
  throw error;
}

/** An identifier that a line must have. */
export function idOf(line: Line, name: "userId" | "itemId"): string {
  const value = line[name];
  if (value === undefined || value === null) throw new BadLine(`Missing required field: ${name}.`);
  if (typeof value !== "string" || value === "" || value.length > 256)
    throw new BadLine(`Field ${name} must be a string of 1 to 256 characters.`);
  return value;
}

export function filterValuesOf({ filterValues = {} }: Line): Record<string, string> {
  const isMap =
    typeof filterValues === "object" &&
    filterValues !== null &&
    Object.values(filterValues).every((value) => typeof value === "string");
  if (!isMap) throw new BadLine("Field filterValues must be a map of strings.");
  return filterValues as Record<string, string>;
}
