import type { ServerResponse } from "node:http";
import { AwsError } from "./call.ts";
import type { Model } from "./model.ts";

export interface Failure {
  readonly name: string;
  readonly status: number;
  readonly message: string;
  /** The members of the error's shape, encoded by the service's codec where JSON. */
  readonly members: Record<string, unknown>;
}

interface ServiceError extends Error {
  $fault?: "client" | "server";
  $metadata?: { httpStatusCode?: number };
}

/** What an error thrown by a handler looks like on the wire. An error that no AWS service throws is our own 500. */
export const failureOf = (model: Model, thrown: unknown): Failure => {
  const error = thrown as ServiceError;
  const shape = model.errors.get(error.name);
  if (!(error instanceof AwsError) && error.$fault === undefined) {
    console.error(`${model.name}:`, thrown);
    const name = model.name === "s3" ? "InternalError" : "InternalFailure";
    return { name, status: 500, message: `${error.name}: ${error.message}`, members: {} };
  }
  const { httpError } = (shape?.getMergedTraits() ?? {}) as { httpError?: number };
  const declared = (error as ServiceError).$metadata?.httpStatusCode ?? httpError; // S3's model leaves most of them out
  const status = error instanceof AwsError ? error.status : (declared ?? (error.$fault === "server" ? 500 : 400));
  const members: Record<string, unknown> = {};
  if (shape?.isStructSchema())
    for (const [member] of shape.structIterator()) {
      const value = /^message$/i.test(member) ? error.message : (error as unknown as Record<string, unknown>)[member];
      if (value !== undefined && value !== null) members[member] = value;
    }
  return { name: error.name, status, message: error.message, members };
};

/** Answers in one piece. A connection that is gone already is left alone. */
export const send = (
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array,
): void => {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) });
  response.end(body);
};

/** JSON services: `{"__type": name, …}`; REST ones read the header first. */
export const sendJsonFailure = (model: Model, response: ServerResponse, failure: Failure, type: string): void => {
  const { name, status, message, members } = failure;
  const hasMessage = Object.keys(members).some((member) => /^message$/i.test(member));
  const body = JSON.stringify({ __type: name, ...(hasMessage ? {} : { message }), ...members });
  send(response, status, { "content-type": type, "x-amzn-errortype": name }, body);
};

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    // oxlint-disable-next-line no-control-regex -- XML 1.0 cannot carry them, escaped or not
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd");
