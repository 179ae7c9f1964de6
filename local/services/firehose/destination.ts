import {
  InvalidArgumentException,
  type CreateDeliveryStreamInput,
  type ExtendedS3DestinationConfiguration,
  type ProcessingConfiguration,
} from "@aws-sdk/client-firehose";
import { evaluatePrefix, hasExpression } from "./object-key.ts";
import { transformerOf, type Transformer } from "./transform.ts";

/** Where a stream's records go, and how; read from its ExtendedS3DestinationConfiguration. */
export interface Destination {
  readonly bucket: string;
  /** Firehose writes in this role's name. */
  readonly role: string;
  readonly prefix: string;
  readonly extension: string;
  readonly gzip: boolean;
  readonly sizeBytes: number;
  readonly intervalMs: number;
  readonly zone: string;
  /** Put after every record; empty unless AppendDelimiterToRecord is on. */
  readonly delimiter: string;
  /** Where what a transformation failed for goes. */
  readonly errorPrefix?: string;
  readonly transformer?: Transformer;
}

const mebibyte = 1024 * 1024;

const refused = (message: string): InvalidArgumentException => new InvalidArgumentException({ message, $metadata: {} });

/** Processors that this machine has: Lambda, and AppendDelimiterToRecord, whose `\n` may come escaped. */
const processorsOf = (
  processing: ProcessingConfiguration | undefined,
): Pick<Destination, "delimiter" | "transformer"> => {
  let delimiter = "";
  let transformer: Transformer | undefined;
  for (const processor of (processing?.Enabled === true && processing.Processors) || []) {
    const { Type: type, Parameters: parameters = [] } = processor;
    if (type === "Lambda") transformer = transformerOf(processor);
    else if (type === "AppendDelimiterToRecord") {
      const given = parameters.find(({ ParameterName: name }) => name === "Delimiter")?.ParameterValue ?? "\\n";
      delimiter = given.replaceAll("\\n", "\n").replaceAll("\\t", "\t").replaceAll("\\r", "\r");
    } else throw refused(`The processor ${type} is not part of this local Firehose`);
  }
  return { delimiter, ...(transformer && { transformer }) };
};

const bufferOf = ({ BufferingHints: hints = {} }: ExtendedS3DestinationConfiguration) => {
  const { SizeInMBs: size, IntervalInSeconds: interval } = hints;
  if ((size === undefined) !== (interval === undefined))
    throw refused("BufferingHints must contain both SizeInMBs and IntervalInSeconds, or neither");
  return { sizeBytes: (size ?? 5) * mebibyte, intervalMs: (interval ?? 300) * 1_000 };
};

const checkPrefixes = (prefix: string, errorPrefix: string | undefined, zone: string): void => {
  if (hasExpression(prefix) && !errorPrefix)
    throw refused("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions.");
  if (prefix.includes("error-output-type")) throw refused("Prefix cannot contain !{firehose:error-output-type}");
  if (errorPrefix && hasExpression(errorPrefix) && !errorPrefix.includes("!{firehose:error-output-type}"))
    throw refused("ErrorOutputPrefix with expressions must contain !{firehose:error-output-type}");
  try {
    evaluatePrefix(prefix, { arrived: 0, zone });
    evaluatePrefix(errorPrefix ?? "", { arrived: 0, zone, errorType: "processing-failed" });
  } catch (error) {
    throw refused(`Invalid prefix: ${(error as Error).message}`);
  }
};

const elsewhere = /^(?!ExtendedS3).*Destination(Configuration)?$|^(KinesisStream|MSK|Database|DirectPut)Source/;

/** The one kind of stream this machine has: Direct PUT to S3. Throws InvalidArgumentException for any other. */
export const s3Configuration = (input: CreateDeliveryStreamInput): ExtendedS3DestinationConfiguration => {
  const asked = input.ExtendedS3DestinationConfiguration;
  const other = Object.entries(input).find(([name, value]) => value !== undefined && elsewhere.test(name));
  if (asked === undefined && other === undefined)
    throw refused("Exactly one destination configuration is supported for a Firehose");
  if (asked === undefined || other !== undefined)
    throw refused(
      `${other?.[0]} is not part of this local Firehose: use Direct PUT and ExtendedS3DestinationConfiguration`,
    );
  if (input.DeliveryStreamType !== undefined && input.DeliveryStreamType !== "DirectPut")
    throw refused(`DeliveryStreamType ${input.DeliveryStreamType} is not part of this local Firehose`);
  return asked;
};

/** Reads where records go. Throws InvalidArgumentException for what AWS refuses and for what is not here. */
export const destinationOf = (asked: ExtendedS3DestinationConfiguration): Destination => {
  if (asked.DynamicPartitioningConfiguration?.Enabled === true)
    throw refused("Dynamic partitioning is not part of this local Firehose");
  if (asked.DataFormatConversionConfiguration?.Enabled === true)
    throw refused("Data format conversion is not part of this local Firehose");
  const { CompressionFormat: format = "UNCOMPRESSED", Prefix: prefix = "", CustomTimeZone: zone = "UTC" } = asked;
  if (format !== "GZIP" && format !== "UNCOMPRESSED") throw refused(`${format} is not part of this local Firehose`);
  checkPrefixes(prefix, asked.ErrorOutputPrefix, zone);
  return {
    role: asked.RoleARN ?? "",
    bucket: (asked.BucketARN ?? "").replace(/^arn:[^:]*:s3:::/, ""),
    prefix,
    extension: asked.FileExtension || (format === "GZIP" ? ".gz" : ""),
    gzip: format === "GZIP",
    ...bufferOf(asked),
    zone,
    errorPrefix: asked.ErrorOutputPrefix ?? "processing-failed/",
    ...processorsOf(asked.ProcessingConfiguration),
  };
};
