import type { IncomingMessage, ServerResponse } from "node:http";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { Call } from "./call.ts";
import type { Operation } from "./schema.ts";
import type { Limits } from "./validate.ts";

export type Awaitable<T> = T | Promise<T>;

export type Handler = (input: never, call: Call) => unknown;

/** Bodies as the SDK's own codec reads and writes them. */
export interface Codec {
  read(schema: NormalizedSchema, body: Buffer): Promise<Record<string, unknown>>;
  write(schema: NormalizedSchema, value: unknown): string | Uint8Array;
}

/** A busy operation's own way of reading and writing, where the SDK's codec costs more than the work itself. */
export interface LeanCodec {
  /** Throws for what is not the operation's input; what is missing is validated afterwards. */
  read(body: Buffer): Record<string, unknown>;
  write(output: unknown): string;
}

/** What a protocol needs to answer for one service. */
export interface Model {
  readonly name: string;
  readonly operations: Map<string, Operation>;
  readonly errors: Map<string, NormalizedSchema>;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly limits: Limits;
  /** How the service names what breaks them. */
  readonly invalid: string;
  readonly codec: Codec;
  readonly lean: Readonly<Record<string, LeanCodec>>;
  readonly xmlNamespace: string | undefined;
  /** Told of each call before its handler runs; may throw in its place. */
  before(call: Call): Awaitable<void>;
}

/** What a gate asks for around a call that it let in. */
export interface Admission {
  /** Runs when the effect has happened and before the answer goes out. It may wait, or destroy the response. */
  readonly after?: (response: ServerResponse) => Promise<void>;
  /** The error to answer with in place of the handler's own. */
  readonly reword?: (error: unknown) => unknown;
}

/** Stands between a decoded call and its handler, for every service of an instance. */
export interface Gate {
  /** May wait, or throw an AWS error in the handler's place. */
  admit(call: Call, input: Readonly<Record<string, unknown>>): Admission | Promise<Admission>;
}

/** One service's end of the wire. */
export interface WireService {
  readonly name: string;
  /** As in the SigV4 scope. Several services may share one. */
  readonly signingName: string;
  /** `Firehose_20150804` in `X-Amz-Target: Firehose_20150804.PutRecord`; undefined for REST and query services. */
  readonly target: string | undefined;
  readonly operations: readonly string[];
  /** Is this request one of ours? For REST services that share a signing name. */
  claims(request: IncomingMessage, url: URL): boolean;
  handle(request: IncomingMessage, response: ServerResponse, url: URL, gate?: Gate): Promise<void>;
}
