import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bodyOf, payloadOf, readBindings, writeBindings } from "./bindings.ts";
import { awsError, credentialOf, readBody, type Call } from "./call.ts";
import { openGate, perform, type Gate } from "./gate.ts";
import { escapeXml, failureOf, send, sendJsonFailure } from "./errors.ts";
import { createRouter, decodePath, type Match } from "./route.ts";
import type { Operation } from "./schema.ts";
import type { Model, WireService } from "./model.ts";
import { validate } from "./validate.ts";

const bodyLimit = 64 * 1024 * 1024;

/** S3 has its buckets in the path, where the model has them in the host name. */
const pathStyle = (pathname: string): { pathname: string; bucket: string | undefined } => {
  const [, bucket = "", rest = ""] = /^\/([^/]*)(\/.*)?$/s.exec(pathname) ?? [];
  return { pathname: rest === "" ? "/" : rest, bucket: bucket === "" ? undefined : decodePath(bucket) };
};

const isStreaming = (operation: Operation): boolean => payloadOf(operation.input)?.schema.isStreaming() ?? false;

/** GetBucketLocation's only member is the root element itself: its codec writes it twice, S3 once. */
const unwrapped = (xml: string): string =>
  xml.replace(/^<(LocationConstraint)( [^>]*)?><\1>(.*)<\/\1><\/\1>$/s, "<$1$2>$3</$1>");

/** restJson1 and restXml: method, path, query and headers carry part of the message. */
export const restRequests = (model: Model, shape: string): Pick<WireService, "claims" | "handle"> => {
  const isXml = shape.endsWith("restXml");
  const isS3 = model.name === "s3";
  const type = isXml ? "application/xml" : "application/json";
  const route = createRouter(model.operations.values(), (name) => name in model.handlers);

  const find = (request: IncomingMessage, url: URL): Match | undefined => {
    if (!isS3) return route(request, url.pathname, url.searchParams);
    const [sent = "/"] = (request.url ?? "/").split("?", 1); // a URL would resolve the dots of the key `a/../b`
    const { pathname, bucket } = pathStyle(sent);
    const isMeant = ({ input }: Operation): boolean =>
      input.members.some(({ name }) => name === "Bucket") === (bucket !== undefined);
    const match = route(request, pathname, url.searchParams, isMeant);
    return match && { ...match, labels: { ...match.labels, ...(bucket === undefined ? {} : { Bucket: bucket }) } };
  };

  const inputOf = async ({ operation, labels }: Match, call: Call): Promise<Record<string, unknown>> => {
    const input = readBindings(operation, labels, call.url.searchParams, call.request.headers);
    const payload = payloadOf(operation.input);
    if (payload === undefined) {
      const schema = bodyOf(operation.input);
      return schema && call.body.length > 0 ? { ...(await model.codec.read(schema, call.body)), ...input } : input;
    }
    if (payload.schema.isStreaming()) return { ...input, [payload.name]: call.request };
    if (call.body.length === 0) return input;
    if (payload.schema.isBlobSchema()) return { ...input, [payload.name]: call.body };
    if (payload.schema.isStringSchema()) return { ...input, [payload.name]: call.body.toString("utf8") };
    return { ...input, [payload.name]: await model.codec.read(payload.schema, call.body) };
  };

  const encode = (operation: Operation, output: Record<string, unknown>): string | Uint8Array | Readable => {
    const payload = payloadOf(operation.output);
    if (payload === undefined) {
      const schema = bodyOf(operation.output);
      if (schema === undefined) return "";
      const written = model.codec.write(schema, output);
      return isXml ? `<?xml version="1.0" encoding="UTF-8"?>\n${unwrapped(String(written))}` : written;
    }
    const value = output[payload.name];
    if (value === undefined || value === null) return "";
    if (value instanceof Readable || typeof value === "string" || value instanceof Uint8Array) return value;
    const written = model.codec.write(payload.schema, value);
    return isXml ? `<?xml version="1.0" encoding="UTF-8"?>\n${String(written)}` : written;
  };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    requestId: string,
    gate: Gate,
  ) => {
    const match = find(request, url);
    const name = match?.operation.name ?? `${request.method} ${url.pathname}${url.search}`;
    const handler = match && model.handlers[match.operation.name];
    if (!match || !handler) {
      request.resume();
      if (isXml)
        throw awsError("NotImplemented", `A header or address you provided implies ${name}, which is not here.`, 501);
      throw awsError("UnknownOperationException", `${model.name} has no operation ${name} here`, 404);
    }
    const body = isStreaming(match.operation) ? Buffer.alloc(0) : await readBody(request, bodyLimit);
    const accessKeyId = credentialOf(request, url)?.accessKeyId;
    const call: Call = {
      service: model.name,
      operation: match.operation.name,
      request,
      url,
      requestId,
      accessKeyId,
      body,
    };
    const input = await inputOf(match, call).catch((cause: unknown) => {
      throw Object.assign(awsError(isXml ? "MalformedXML" : "SerializationException", "The body cannot be read"), {
        cause,
      });
    });
    validate(match.operation.input.schema, input, model);
    const output = await perform(model, handler, call, input, response, gate);
    const { status, headers } = writeBindings(match.operation, output);
    const content = encode(match.operation, output);
    if (!("content-type" in headers || "Content-Type" in headers) && content !== "") headers["content-type"] = type;
    if (request.method === "HEAD") {
      response.writeHead(status, headers);
      response.end();
    } else if (content instanceof Readable) {
      response.writeHead(status, headers);
      await pipeline(content, response).catch(() => response.destroy()); // the client left, or the file did
    } else send(response, status, headers, content);
  };

  const refuse = (request: IncomingMessage, response: ServerResponse, url: URL, requestId: string, error: unknown) => {
    const failure = failureOf(model, error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (!isXml) return sendJsonFailure(model, response, failure, type);
    if (request.method === "HEAD" || failure.status === 304) {
      response.writeHead(failure.status);
      response.end();
      return;
    }
    const resource = `<Resource>${escapeXml(url.pathname)}</Resource>`;
    const head = `<Code>${escapeXml(failure.name)}</Code><Message>${escapeXml(failure.message)}</Message>${resource}`;
    const ids = `<RequestId>${requestId}</RequestId><HostId>local</HostId>`;
    send(
      response,
      failure.status,
      { "content-type": type },
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${head}${ids}</Error>`,
    );
  };

  return {
    claims: (request, url) => find(request, url) !== undefined,
    async handle(request: IncomingMessage, response: ServerResponse, url: URL, gate = openGate) {
      const requestId = randomUUID();
      response.setHeader(isXml ? "x-amz-request-id" : "x-amzn-requestid", requestId);
      try {
        await answer(request, response, url, requestId, gate);
      } catch (error) {
        refuse(request, response, url, requestId, error);
      }
    },
  };
};
