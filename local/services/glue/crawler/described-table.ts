import type { SerDeInfo, StorageDescriptor, TableInput } from "@aws-sdk/client-glue";
import type { Group } from "./find-tables.ts";
import type { Schema } from "./schema.ts";

/** A table that a crawl found. */
export interface FoundTable extends Group {
  readonly bucket: string;
  readonly schema: Schema;
}

const text = "org.apache.hadoop.mapred.TextInputFormat";
const textOut = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";
const parquet = "org.apache.hadoop.hive.ql.io.parquet";

const storageOf = ({ format, columns, delimiter = ",", quote }: Schema): StorageDescriptor => {
  if (format === "parquet")
    return {
      InputFormat: `${parquet}.MapredParquetInputFormat`,
      OutputFormat: `${parquet}.MapredParquetOutputFormat`,
      SerdeInfo: {
        SerializationLibrary: `${parquet}.serde.ParquetHiveSerDe`,
        Parameters: { "serialization.format": "1" },
      },
    };
  if (format === "json")
    return {
      InputFormat: text,
      OutputFormat: textOut,
      SerdeInfo: {
        SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
        Parameters: {
          paths: columns
            .map(({ name }) => name)
            .sort()
            .join(","),
        },
      },
    };
  const SerdeInfo: SerDeInfo =
    quote === undefined
      ? {
          SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
          Parameters: { "field.delim": delimiter },
        }
      : {
          SerializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
          Parameters: { separatorChar: delimiter, quoteChar: quote },
        };
  return { InputFormat: text, OutputFormat: textOut, SerdeInfo };
};

export const locationOf = (bucket: string, folder: string): string => `s3://${bucket}/${folder}`;

/** The table as it goes into the catalog; `crawler` is who found it. */
export const tableInput = (found: FoundTable, name: string, crawler: string): TableInput => {
  const { schema, keys, files, bucket, folder } = found;
  const isKey = new Set(keys);
  const size = files.reduce((total, file) => total + file.size, 0);
  const Parameters = {
    CrawlerSchemaDeserializerVersion: "1.0",
    CrawlerSchemaSerializerVersion: "1.0",
    UPDATED_BY_CRAWLER: crawler,
    classification: schema.format,
    compressionType: schema.compression,
    typeOfData: "file",
    objectCount: String(files.length),
    sizeKey: String(size),
    ...(schema.format === "csv" && {
      delimiter: schema.delimiter ?? ",",
      columnsOrdered: "true",
      areColumnsQuoted: String(schema.quote !== undefined),
    }),
    ...(schema.hasHeader === true && { "skip.header.line.count": "1" }),
  };
  return {
    Name: name,
    Owner: "owner",
    Retention: 0,
    TableType: "EXTERNAL_TABLE",
    Parameters,
    PartitionKeys: keys.map((key) => ({ Name: key, Type: "string" })),
    StorageDescriptor: {
      ...storageOf(schema),
      Columns: schema.columns
        .filter((column) => !isKey.has(column.name))
        .map((column) => ({ Name: column.name, Type: column.type })),
      Location: locationOf(bucket, folder),
      Compressed: schema.compression !== "none",
      NumberOfBuckets: -1,
      BucketColumns: [],
      SortColumns: [],
      Parameters,
      StoredAsSubDirectories: false,
    },
  };
};
