import { AwsError } from "../../kernel/wire/call.ts";

/** The S3 errors that this machine answers with: HTTP status and AWS's own words. */
const known = {
  BadRequest: [400, "Bad Request"],
  BadDigest: [400, "The Content-MD5 or checksum value that you specified did not match what the server received."],
  BucketAlreadyOwnedByYou: [409, "Your previous request to create the named bucket succeeded and you already own it."],
  BucketNotEmpty: [409, "The bucket you tried to delete is not empty"],
  EntityTooLarge: [400, "Your proposed upload exceeds the maximum allowed size"],
  EntityTooSmall: [400, "Your proposed upload is smaller than the minimum allowed size"],
  IncompleteBody: [400, "The request body terminated unexpectedly"],
  InvalidArgument: [400, "Invalid Argument"],
  InvalidBucketName: [400, "The specified bucket is not valid."],
  InvalidDigest: [400, "The Content-MD5 you specified was invalid."],
  InvalidPart: [
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  ],
  InvalidPartOrder: [400, "The list of parts was not in ascending order. Parts must be ordered by part number."],
  InvalidRange: [416, "The requested range is not satisfiable"],
  InvalidRequest: [400, "The request is not valid."],
  InvalidTag: [400, "The tag provided was not a valid tag."],
  KeyTooLongError: [400, "Your key is too long"],
  MalformedPolicy: [400, "Policies must be valid JSON and the first byte must be '{'"],
  MalformedXML: [400, "The XML you provided was not well-formed or did not validate against our published schema"],
  NoSuchBucket: [404, "The specified bucket does not exist"],
  NoSuchBucketPolicy: [404, "The bucket policy does not exist"],
  NoSuchKey: [404, "The specified key does not exist."],
  NoSuchLifecycleConfiguration: [404, "The lifecycle configuration does not exist"],
  NoSuchUpload: [
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
  ],
  NotImplemented: [501, "A header you provided implies functionality that is not implemented"],
  NotModified: [304, "Not Modified"],
  PreconditionFailed: [412, "At least one of the pre-conditions you specified did not hold"],
} as const satisfies Record<string, readonly [number, string]>;

/** An answer of S3 that is not a success. */
export class S3Error extends AwsError {
  constructor(code: keyof typeof known, message: string = known[code][1]) {
    super(code, message, known[code][0]);
  }
}

/** Throws NotImplemented for the first member that asks for something this machine does not have. */
export const refuse = <T extends object>(input: T, ...members: (keyof T & string)[]): void => {
  const asked = members.find((member) => input[member] !== undefined);
  if (asked !== undefined) throw new S3Error("NotImplemented", `${asked} is not part of this local S3`);
};

/** What a request may say of what we do not keep, because it is what happens anyway. */
const usual: Readonly<Record<string, readonly unknown[]>> = {
  ACL: ["private", "bucket-owner-full-control"],
  StorageClass: ["STANDARD"],
  ServerSideEncryption: ["AES256"],
  VersionId: ["null"],
};
const neverKept = /^(SSECustomer|SSEKMS|ObjectLock|Grant)|^(WebsiteRedirectLocation|WriteOffsetBytes)$/;

/** Throws NotImplemented for access lists, storage classes, encryption, locks and versions that would be ignored. */
export const refuseIgnored = (input: object): void => {
  for (const [name, value] of Object.entries(input)) {
    const isIgnored = value !== undefined && (neverKept.test(name) || usual[name]?.includes(value) === false);
    if (isIgnored) throw new S3Error("NotImplemented", `${name} ${String(value)} is not part of this local S3`);
  }
};
