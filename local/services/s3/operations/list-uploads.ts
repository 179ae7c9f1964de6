import { S3Error } from "../errors.ts";
import { checksumMembers } from "../facts.ts";
import type { Operations, Store } from "../store.ts";

const mostEntries = 1_000;

const limitOf = (asked: number | undefined, name: string): number => {
  if (asked === undefined) return mostEntries;
  if (!Number.isInteger(asked) || asked < 0)
    throw new S3Error("InvalidArgument", `Argument ${name} must be an integer between 0 and 2147483647`);
  return Math.min(asked, mostEntries);
};

export const listUploads = ({ platform, buckets, uploads }: Store): Operations => {
  const owner = { ID: platform.account, DisplayName: "local" };
  return {
    ListParts({
      Bucket: bucket = "",
      Key: key = "",
      UploadId: id = "",
      MaxParts: most,
      PartNumberMarker: marker = "0",
    }) {
      const { algorithm } = uploads.need(id, bucket, key);
      const limit = limitOf(most, "max-parts");
      const later = uploads.partsOf(id).filter(({ number }) => number > Number(marker));
      const shown = later.slice(0, limit);
      return {
        Bucket: bucket,
        Key: key,
        UploadId: id,
        PartNumberMarker: marker,
        NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
        MaxParts: limit,
        IsTruncated: later.length > shown.length,
        Parts: shown.map(({ number, etag, size, modified, checksums }) => {
          const { ChecksumType: _, ...sums } = checksumMembers({ checksums });
          return { PartNumber: number, LastModified: new Date(modified), ETag: `"${etag}"`, Size: size, ...sums };
        }),
        Initiator: owner,
        Owner: owner,
        StorageClass: "STANDARD" as const,
        ...(algorithm && { ChecksumAlgorithm: algorithm.toUpperCase() as "CRC32", ChecksumType: "COMPOSITE" as const }),
      };
    },

    ListMultipartUploads(input) {
      const { Bucket: bucket = "", Prefix: prefix = "", Delimiter: delimiter, EncodingType: encoding } = input;
      const { KeyMarker: keyMarker = "", UploadIdMarker: idMarker = "" } = input;
      buckets.need(bucket);
      const limit = limitOf(input.MaxUploads, "max-uploads");
      const written = (text: string): string =>
        encoding === "url" ? encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%20", "+") : text;
      const all = uploads.of(bucket).filter(({ started }) => started.key.startsWith(prefix));
      const marked = all.findIndex(({ id, started }) => started.key === keyMarker && id === idMarker);
      const later =
        marked >= 0
          ? all.slice(marked + 1)
          : all.filter(({ started }) => Buffer.compare(Buffer.from(started.key), Buffer.from(keyMarker)) > 0);
      const groups = new Set<string>();
      const shown: typeof later = [];
      let isTruncated = false;
      let last: (typeof later)[number] | undefined; // that the page has dealt with
      for (const upload of later) {
        const end = delimiter ? upload.started.key.indexOf(delimiter, prefix.length) : -1;
        const group = end < 0 || !delimiter ? undefined : upload.started.key.slice(0, end + delimiter.length);
        if (group !== undefined && groups.has(group)) {
          last = upload;
          continue;
        }
        if (shown.length + groups.size === limit) {
          isTruncated = true;
          break;
        }
        if (group === undefined) shown.push(upload);
        else groups.add(group);
        last = upload;
      }
      return {
        Bucket: bucket,
        Prefix: written(prefix),
        Delimiter: delimiter,
        KeyMarker: written(keyMarker),
        UploadIdMarker: idMarker,
        EncodingType: encoding,
        MaxUploads: limit,
        IsTruncated: isTruncated,
        ...(isTruncated && last && { NextKeyMarker: written(last.started.key), NextUploadIdMarker: last.id }),
        Uploads: shown.map(({ id, started }) => ({
          UploadId: id,
          Key: written(started.key),
          Initiated: new Date(started.initiated),
          StorageClass: "STANDARD" as const,
          Initiator: owner,
          Owner: owner,
        })),
        CommonPrefixes: [...groups].map((group) => ({ Prefix: written(group) })),
      };
    },
  };
};
