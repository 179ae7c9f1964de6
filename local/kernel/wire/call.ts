import type { IncomingMessage } from "node:http";

/** Who asks and how: given to every handler beside its input. */
export interface Call {
  /** The wire's name: `personalize-runtime`, `eventbridge`. */
  readonly service: string;
  readonly operation: string;
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly requestId: string;
  /** From the SigV4 credential; undefined for anonymous calls. */
  readonly accessKeyId: string | undefined;
  /** The whole body, already read; empty for a streaming payload, which the handler reads from `request`. */
  readonly body: Buffer;
}

/** An error that the SDK has no class for: AWS's common errors, and those a model forgot. */
export class AwsError extends Error {
  readonly status: number;
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export const awsError = (name: string, message: string, status?: number): AwsError =>
  new AwsError(name, message, status);

const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** The SigV4 scope of a request, from its header or its presigned query: access key, region, signing name. */
export const credentialOf = (request: IncomingMessage, url: URL) => {
  const presigned = url.searchParams.get("X-Amz-Credential");
  const found = scope.exec(presigned === null ? (request.headers.authorization ?? "") : `Credential=${presigned}`);
  return found ? { accessKeyId: found[1], region: found[2], service: found[3] } : undefined;
};

/** Thrown when a body is larger than this server reads. */
export const tooLarge = (limit: number): AwsError =>
  awsError("RequestEntityTooLarge", `Request body exceeds ${limit} bytes`, 413);

/** Reads a whole request body, at most `limit` bytes. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
};
