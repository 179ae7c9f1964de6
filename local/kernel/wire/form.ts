import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { XmlCodec } from "@aws-sdk/core/protocols";
import { awsError, credentialOf, readBody } from "./call.ts";
import { openGate, perform, type Gate } from "./gate.ts";
import { escapeXml, failureOf, send } from "./errors.ts";
import { readForm } from "./query.ts";
import type { Model, WireService } from "./model.ts";
import { validate } from "./validate.ts";

const bodyLimit = 1024 * 1024;
const type = "text/xml";

/** awsQuery: a form in, XML out. The SDK has no writer for its answers; S3's XML writer serves. */
export const queryRequests = (model: Model): Pick<WireService, "claims" | "handle"> => {
  const codec = new XmlCodec({
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: false,
    xmlNamespace: "",
    serviceNamespace: model.name,
  });

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    requestId: string,
    gate: Gate,
  ) => {
    const body = await readBody(request, bodyLimit);
    const form = new URLSearchParams(body.toString("utf8"));
    const name = form.get("Action") ?? "";
    const operation = model.operations.get(name);
    const handler = model.handlers[name];
    if (!operation || !handler) throw awsError("InvalidAction", `${model.name} has no operation ${name} here`);
    const input = readForm(operation.input.schema, form) as Record<string, unknown>;
    validate(operation.input.schema, input, model);
    const call = {
      service: model.name,
      operation: name,
      request,
      url,
      requestId,
      body,
      accessKeyId: credentialOf(request, url)?.accessKeyId,
    };
    const output = await perform(model, handler, call, input, response, gate);
    let result = "";
    if (operation.output.members.length > 0) {
      const serializer = codec.createSerializer();
      serializer.write(operation.output.schema, output);
      const inner = String(serializer.flush());
      const root = /^<([^\s/>]+)/.exec(inner)?.[1] ?? "";
      result = inner.endsWith(`</${root}>`)
        ? `<${name}Result>${inner.slice(inner.indexOf(">") + 1, -`</${root}>`.length)}</${name}Result>`
        : `<${name}Result/>`;
    }
    const meta = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return `<${name}Response xmlns="${escapeXml(model.xmlNamespace ?? "")}">${result}${meta}</${name}Response>`;
  };

  return {
    claims: () => true,
    async handle(request: IncomingMessage, response: ServerResponse, url: URL, gate = openGate) {
      const requestId = randomUUID();
      try {
        send(response, 200, { "content-type": type }, await answer(request, response, url, requestId, gate));
      } catch (error) {
        const { name, status, message } = failureOf(model, error);
        const fault = status >= 500 ? "Receiver" : "Sender";
        const detail = `<Type>${fault}</Type><Code>${escapeXml(name)}</Code><Message>${escapeXml(message)}</Message>`;
        const body = `<ErrorResponse><Error>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
        send(response, status, { "content-type": type }, body);
      }
    },
  };
};
