import type { Call } from "./call.ts";
import type { Awaitable, Codec, Handler, LeanCodec, Model, WireService } from "./model.ts";
import { restRequests } from "./rest.ts";
import { rpcRequests } from "./rpc.ts";
import { queryRequests } from "./form.ts";
import { errorsOf, operationsOf } from "./schema.ts";
import type { Limits } from "./validate.ts";

export type { Codec, Handler, LeanCodec, Model, WireService } from "./model.ts";

/** The operations of an SDK module `M` as functions: input and call in, output (without `$metadata`) out. */
export type Api<M> = {
  [K in keyof M as K extends `${infer Name}Command` ? Name : never]: M[K] extends abstract new (...rest: never[]) => {
    readonly input: infer Input;
    resolveMiddleware(...rest: never[]): (...rest: never[]) => Promise<{ output: infer Output }>;
  }
    ? (input: Input, call: Call) => Awaitable<Omit<Output, "$metadata">>
    : never;
};

interface Protocol {
  serviceTarget?: string;
  options: { xmlNamespace?: string };
  getShapeId(): string;
  getPayloadCodec(): {
    setSerdeContext(context: unknown): void;
    createSerializer(): { write(schema: unknown, value: unknown): void; flush(): string | Uint8Array };
    createDeserializer(): { read(schema: unknown, body: unknown): Promise<unknown> };
  };
}

const signingNames: Readonly<Record<string, string>> = {
  "personalize-runtime": "personalize",
  "personalize-events": "personalize",
  eventbridge: "events",
};

const codecOf = (protocol: Protocol, config: unknown): Codec => {
  const codec = protocol.getPayloadCodec();
  codec.setSerdeContext(config);
  return {
    read: async (schema, body) =>
      body.length === 0
        ? {}
        : (((await codec.createDeserializer().read(schema, body)) ?? {}) as Record<string, unknown>),
    write: (schema, value) => {
      const serializer = codec.createSerializer();
      serializer.write(schema, value);
      return serializer.flush();
    },
  };
};

/** The query protocol's bodies are forms: `form.ts` reads and writes them. */
const noCodec: Codec = {
  read: () => Promise.reject(new Error("the query protocol has no codec")),
  write: () => {
    throw new Error("the query protocol has no codec");
  },
};

/**
 * The SDK client `sdk` turned round: its schemas decode requests and encode answers, `handlers` do the work. An
 * operation without a handler is refused with UnknownOperationException. This folder alone touches the SDK's internals.
 */
export const wireService = <M extends object>(
  name: string,
  sdk: M,
  client: { config: unknown },
  handlers: Partial<Api<M>>,
  options: {
    limits?: Limits;
    /** How the service names what breaks them. Default: `ValidationException`. */
    invalid?: string;
    signingName?: string;
    lean?: Readonly<Record<string, LeanCodec>>;
    before?: (call: Call) => Awaitable<void>;
  } = {},
): WireService => {
  const { protocol } = client.config as { protocol: Protocol };
  const shape = protocol.getShapeId();
  const model: Model = {
    name,
    operations: operationsOf(sdk),
    errors: errorsOf(sdk),
    handlers: handlers as Readonly<Record<string, Handler>>,
    limits: options.limits ?? {},
    invalid: options.invalid ?? "ValidationException",
    lean: options.lean ?? {},
    codec: shape.includes("#awsQuery") ? noCodec : codecOf(protocol, client.config),
    xmlNamespace: protocol.options.xmlNamespace,
    before: options.before ?? (() => undefined),
  };
  const speak = shape.includes("#rest") ? restRequests : shape.includes("#awsQuery") ? queryRequests : rpcRequests;
  return {
    name,
    signingName: options.signingName ?? signingNames[name] ?? name,
    target: protocol.serviceTarget,
    operations: Object.keys(handlers),
    ...speak(model, shape),
  };
};
