import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { awsError, credentialOf, readBody } from "./call.ts";
import { openGate, perform, type Gate } from "./gate.ts";
import { failureOf, send, sendJsonFailure } from "./errors.ts";
import type { Model, WireService } from "./model.ts";
import { validate } from "./validate.ts";

const bodyLimit = 16 * 1024 * 1024; // PutRecordBatch: 4 MiB of data, a third more as base64

/** awsJson1.0 and 1.1: one address, the operation in `X-Amz-Target`. */
export const rpcRequests = (model: Model, shape: string): Pick<WireService, "claims" | "handle"> => {
  const type = `application/x-amz-json-${shape.endsWith("1_0") ? "1.0" : "1.1"}`;

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    requestId: string,
    gate: Gate,
  ) => {
    const name = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    const operation = model.operations.get(name);
    const handler = model.handlers[name];
    const body = await readBody(request, bodyLimit);
    if (!operation || !handler)
      throw awsError("UnknownOperationException", `${model.name} has no operation ${name} here`);
    const accessKeyId = credentialOf(request, url)?.accessKeyId;
    const call = { service: model.name, operation: name, request, url, requestId, accessKeyId, body };
    const lean = model.lean[name];
    const read = async () => (lean ? lean.read(body) : model.codec.read(operation.input.schema, body));
    const input = await read().catch((cause: unknown) => {
      throw Object.assign(awsError("SerializationException", "The request body is not valid JSON"), { cause });
    });
    validate(operation.input.schema, input, model);
    const output = await perform(model, handler, call, input, response, gate);
    if (lean) return lean.write(output);
    return operation.output.members.length === 0 ? "{}" : model.codec.write(operation.output.schema, output);
  };

  return {
    claims: () => true,
    async handle(request: IncomingMessage, response: ServerResponse, url: URL, gate = openGate) {
      const requestId = randomUUID();
      response.setHeader("x-amzn-requestid", requestId);
      try {
        send(response, 200, { "content-type": type }, await answer(request, response, url, requestId, gate));
      } catch (error) {
        sendJsonFailure(model, response, failureOf(model, error), type);
      }
    },
  };
};
