import { InvalidArgumentException, type Processor } from "@aws-sdk/client-firehose";

/** A Lambda function that every record goes through before it is delivered. */
export interface Transformer {
  readonly lambdaArn: string;
  /** Attempts after the first for an invocation that fails. */
  readonly retries: number;
  /** Of records in one invocation. */
  readonly batchBytes: number;
}

/** A record that waits, as it lies in the segment of a stream with a transformer: a line of JSON. */
interface Waiting {
  readonly arrived: number;
  /** Base64. */
  readonly data: string;
}

/** Why an invocation is none: AWS's code and words. */
export interface Failed {
  readonly code: string;
  readonly message: string;
}

/** Calls a function in a role's name. The answer is JSON text. */
export type Invoke = (lambdaArn: string, roleArn: string, payload: string) => Promise<{ result: string } | Failed>;

const defaults = { NumberOfRetries: 3, BufferSizeInMBs: 1 };
const mebibyte = 1024 * 1024;

const refused = (message: string) => new InvalidArgumentException({ message, $metadata: {} });

/** Reads the parameters of a processor of type Lambda. Throws InvalidArgumentException. */
export const transformerOf = ({ Parameters: parameters = [] }: Processor): Transformer => {
  const given = (name: string): string | undefined =>
    parameters.find(({ ParameterName }) => ParameterName === name)?.ParameterValue;
  const number = (name: keyof typeof defaults, least: number, most: number): number => {
    const value = Number(given(name) ?? defaults[name]);
    if (!(value >= least && value <= most)) throw refused(`${name} must be between ${least} and ${most}`);
    return value;
  };
  const lambdaArn = given("LambdaArn") ?? "";
  if (!/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:.+/.test(lambdaArn))
    throw refused("A Lambda processor needs the parameter LambdaArn");
  return {
    lambdaArn: lambdaArn.replace(/:\$LATEST$/, ""),
    retries: number("NumberOfRetries", 0, 300),
    batchBytes: number("BufferSizeInMBs", 0.2, 3) * mebibyte,
  };
};

export const keepWaiting = (record: Uint8Array, arrived: number): Buffer =>
  Buffer.from(`${JSON.stringify({ arrived, data: Buffer.from(record).toString("base64") } satisfies Waiting)}\n`);

const readWaiting = (segment: Buffer): Waiting[] =>
  segment
    .toString("utf8")
    .split("\n")
    .flatMap((line) => (line === "" ? [] : (JSON.parse(line) as Waiting)));

const batchesOf = (records: readonly Waiting[], most: number): Waiting[][] => {
  const batches: Waiting[][] = [];
  let size = Infinity;
  for (const record of records) {
    const bytes = (record.data.length * 3) / 4;
    if (size + bytes > most) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(record);
    size += bytes;
  }
  return batches;
};

type Returned = { readonly recordId?: string; readonly result?: string; readonly data?: string };
type Fate = { readonly data: Buffer } | Failed | "dropped";

/** Source: developer guide, "Required parameters for data transformation" and "Lambda invocation errors". */
const unreadable: Failed = {
  code: "Lambda.JsonProcessingException",
  message:
    "There was an error parsing returned records from the Lambda function. Ensure that the returned records follow the status model required by Amazon Data Firehose.",
};
const doubled: Failed = {
  code: "Lambda.DuplicatedRecordId",
  message:
    "Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique record IDs for each record.",
};
const missing: Failed = {
  code: "Lambda.MissingRecordId",
  message: "One or more record IDs were not returned. Ensure that the Lambda function returns all received record IDs.",
};
const givenUp: Failed = { code: "Lambda.ProcessingFailedStatus", message: "ProcessingFailed status set for record" };

const fateOf = ({ result, data }: Returned): Fate => {
  if (result === "Dropped") return "dropped";
  if (result === "ProcessingFailed") return givenUp;
  return result === "Ok" && typeof data === "string" ? { data: Buffer.from(data, "base64") } : unreadable;
};

/** What became of each record, by its id; or why nothing did. */
const fatesOf = (answer: string, ids: readonly string[]): Map<string, Fate> | Failed => {
  let records: unknown;
  try {
    records = (JSON.parse(answer) as { records?: unknown } | null)?.records;
  } catch {
    return unreadable;
  }
  if (!Array.isArray(records)) return unreadable;
  const fates = new Map((records as Returned[]).map((record) => [record.recordId ?? "", fateOf(record)]));
  if (fates.size < records.length) return doubled;
  return ids.every((id) => fates.has(id)) ? fates : missing;
};

export interface Transformed {
  readonly data: Buffer[];
  /** Lines of the error object. */
  readonly failures: string[];
}

export interface Passing {
  readonly transformer: Transformer;
  readonly role: string;
  readonly streamArn: string;
  readonly now: () => number;
  readonly invoke: Invoke;
  /** Of invocations and, in them, of records: the same at every try of a segment. */
  readonly id: string;
}

/** Sends a segment's records through the function, batch by batch. A batch that fails at every try fails as a whole. */
export const transform = async (segment: Buffer, passing: Passing): Promise<Transformed> => {
  const { transformer, role, streamArn, now, invoke, id } = passing;
  const data: Buffer[] = [];
  const failures: string[] = [];
  for (const [turn, batch] of batchesOf(readWaiting(segment), transformer.batchBytes).entries()) {
    const ids = batch.map((_, index) => `${id}-${turn}-${index}`);
    const payload = JSON.stringify({
      invocationId: `${id}-${turn}`,
      deliveryStreamArn: streamArn,
      region: streamArn.split(":")[3],
      records: batch.map(({ arrived, data: base64 }, index) => ({
        recordId: ids[index],
        approximateArrivalTimestamp: arrived,
        data: base64,
      })),
    });
    let attempts = 0;
    let fates: Map<string, Fate> | Failed;
    do {
      const answer = await invoke(transformer.lambdaArn, role, payload);
      fates = "code" in answer ? answer : fatesOf(answer.result, ids);
      attempts++;
    } while (!(fates instanceof Map) && attempts <= transformer.retries);
    for (const [index, { arrived, data: rawData }] of batch.entries()) {
      const fate = fates instanceof Map ? (fates.get(ids[index] ?? "") ?? missing) : fates;
      if (fate === "dropped") continue;
      if ("data" in fate) data.push(fate.data);
      else
        failures.push(
          JSON.stringify({
            attemptsMade: attempts,
            arrivalTimestamp: arrived,
            errorCode: fate.code,
            errorMessage: fate.message,
            attemptEndingTimestamp: now(),
            rawData,
            lambdaArn: `${transformer.lambdaArn}:$LATEST`,
          }),
        );
    }
  }
  return { data, failures };
};
