import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { credentialOf } from "./wire/call.ts";
import { control, type Control } from "./control.ts";
import { escapeXml, send } from "./wire/errors.ts";
import { openGate, type Gate } from "./wire/gate.ts";
import type { WireService } from "./wire/service.ts";

/** A listener that takes requests of one `X-Amz-Target` prefix whole: for services that bring their own wire. */
export interface Passage {
  readonly targetPrefix: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** Clients of the query protocol read XML. */
const refuseInXml = (response: ServerResponse, name: string, message: string): void =>
  send(
    response,
    400,
    { "content-type": "text/xml" },
    `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${escapeXml(message)}</Message></Error></ErrorResponse>`,
  );

const refuse = (response: ServerResponse, status: number, name: string, message: string): void =>
  send(
    response,
    status,
    { "content-type": "application/json", "x-amzn-errortype": name },
    JSON.stringify({ __type: name, message }),
  );

const serviceFor = (services: readonly WireService[], request: IncomingMessage, url: URL): WireService | undefined => {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    const prefix = target.slice(0, target.lastIndexOf("."));
    return services.find((service) => service.target === prefix);
  }
  const signing = credentialOf(request, url)?.service ?? "s3"; // only S3 is ever called without a signature
  const candidates = services.filter((service) => service.signingName === signing && service.target === undefined);
  return candidates.length > 1 ? candidates.find((service) => service.claims(request, url)) : candidates[0];
};

export interface WireOptions {
  readonly services: readonly WireService[];
  readonly passages?: readonly Passage[];
  /** Paths of this machine's own, beside AWS's: `/_millrace/faults`. */
  readonly controls?: Readonly<Record<string, Control>>;
  readonly gate?: Gate;
  /** 0 takes any free port. */
  readonly port: number;
}

/** One server that speaks for all services, on the loopback interface alone. Resolves when it listens. */
export const startWire = ({
  services,
  passages = [],
  controls = {},
  gate = openGate,
  port,
}: WireOptions): Promise<{ server: Server; port: number }> => {
  const server = createServer((request, response) => {
    const target = request.headers["x-amz-target"];
    const passage = typeof target === "string" && passages.find(({ targetPrefix }) => target.startsWith(targetPrefix));
    if (passage) return passage.handle(request, response);
    const address = `http://127.0.0.1${request.url ?? "/"}`; // joined, not resolved: `//key` is no host
    if (!URL.canParse(address)) return refuse(response, 400, "InvalidURI", "Couldn't parse the specified URI.");
    const url = new URL(address);
    const own = controls[url.pathname];
    if (own) return void control(own, request, response, url);
    const service = serviceFor(services, request, url);
    if (service) return void service.handle(request, response, url, gate);
    request.resume();
    const asked = typeof target === "string" ? target : (credentialOf(request, url)?.service ?? "no service");
    const message = `${asked} is not part of this local AWS (${request.method} ${url.pathname})`;
    if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
      refuseInXml(response, "UnknownOperationException", message);
    else refuse(response, 404, "UnknownOperationException", message);
  });
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
};
