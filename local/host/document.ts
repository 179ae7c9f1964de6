export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

/** Resources of a CloudFormation template, by logical id. */
export type Template = Readonly<Record<string, Resource>>;

/** An event of a function as osls writes it: `{ httpApi: "GET /path" }`, `{ schedule: "rate(1 minute)" }`, … */
export type EventEntry = Readonly<Record<string, unknown>>;

export interface FunctionEntry {
  readonly name?: string;
  /** `path/to/file.export`, from the project's root. */
  readonly handler: string;
  /** A role's logical id, its ARN, or an intrinsic that gives it. */
  readonly role?: unknown;
  readonly timeout?: number;
  readonly memorySize?: number;
  readonly reservedConcurrency?: number;
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly events?: readonly EventEntry[];
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAge?: number;
}

export interface CorsEntry {
  readonly allowedOrigins?: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly allowedMethods?: readonly string[];
  readonly exposedResponseHeaders?: readonly string[];
  readonly allowCredentials?: boolean;
  readonly maxAge?: number;
}

/** The part of a resolved `serverless.yml` that the local host reads. */
export interface ServiceDocument {
  readonly service: string;
  readonly provider: {
    readonly stage?: string;
    readonly region?: string;
    /** A role of all functions that name none: an ARN, an intrinsic, or osls's own with these statements. */
    readonly iam?: { readonly role?: string | Readonly<Record<string, unknown>> };
    readonly timeout?: number;
    readonly memorySize?: number;
    readonly environment?: Readonly<Record<string, unknown>>;
    readonly httpApi?: { readonly cors?: boolean | CorsEntry };
  };
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly functions?: Readonly<Record<string, FunctionEntry>>;
  readonly layers?: Readonly<Record<string, { readonly name?: string }>>;
  readonly resources?: { readonly Resources?: Template };
}

export const stageOf = (document: ServiceDocument): string => document.provider.stage ?? "dev";

/** The name AWS would know the function by. */
export const functionName = (document: ServiceDocument, key: string): string =>
  document.functions?.[key]?.name ?? `${document.service}-${stageOf(document)}-${key}`;
