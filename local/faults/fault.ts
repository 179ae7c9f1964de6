/** Something to go wrong on purpose: where, what, and how often. */
export interface Fault {
  /** A subject or the beginning of one: `firehose.PutRecordBatch`, `firehose`, `lambda.run.millrace-dev-collect`; `*` is any text. */
  readonly on: string;
  readonly kind: Kind;
  /** What the kind can be told: ms, a reason, an error's name. */
  readonly value?: string;
  /** The share of occasions it strikes, 0 to 1. */
  readonly rate: number;
  /** It strikes no more often than this. */
  readonly times?: number;
  /** Occasions that pass before the first throw of its die. */
  readonly skip?: number;
}

const wireKinds = ["throttle", "error", "latency", "timeout"] as const;

/** Which kinds a subject can suffer. Every other subject is a call on the wire: `service` or `service.Operation`. */
const kindsOf = {
  "events.delivery": ["duplicate", "late", "reorder", "lose"],
  "events.schedule": ["duplicate", "late", "reorder", "lose"],
  "lambda.run": ["kill", "timeout"],
  "glue.job": ["fail", "kill"],
  "personalize.import": ["fail"],
  "personalize.training": ["fail"],
  "personalize.inference": ["fail"],
  "personalize.segment": ["fail"],
  "personalize.deletion": ["fail"],
  "s3.disk": ["full"],
  "firehose.PutRecordBatch": [...wireKinds, "partial"],
} as const;

export type Kind = (typeof wireKinds)[number] | (typeof kindsOf)[keyof typeof kindsOf][number];

/** Services as the wire names them. */
const services =
  "s3 firehose glue athena personalize personalize-runtime personalize-events dynamodb eventbridge lambda iam sts sns cloudformation".split(
    " ",
  );

const timed: readonly Kind[] = ["latency", "timeout", "late", "reorder", "kill"];

/** Thrown for a fault that could never strike or is not understood; says what would be. */
export class InvalidFault extends Error {
  override readonly name = "InvalidFault";
}

const number = (value: unknown, what: string, least: number, most = Infinity): number => {
  const given = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof given !== "number" || !(given >= least && given <= most))
    throw new InvalidFault(
      `${what} wants a number from ${least}${most < Infinity ? ` to ${most}` : ""}, not ${String(value)}`,
    );
  return given;
};

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** The subjects that `on` means: `firehose` and `firehose.Put*` both mean `firehose.PutRecord`. */
export const subjectsOf = (on: string): RegExp => new RegExp(`^${on.split("*").map(escaped).join(".*")}(\\..*)?$`);

const allowedOn = (on: string): readonly string[] => {
  const subject = Object.keys(kindsOf).find((name) => on === name || on.startsWith(`${name}.`));
  if (subject !== undefined) return kindsOf[subject as keyof typeof kindsOf];
  const first = subjectsOf(on.split(".")[0] ?? "");
  if (services.some((service) => first.test(service))) return wireKinds;
  throw new InvalidFault(
    `${on}: there is no such service here; ${[...services, ...Object.keys(kindsOf)].join(", ")} can be named`,
  );
};

const checked = (fault: Fault): Fault => {
  const { on, kind, value } = fault;
  if (!/^[\w*-]+(\.[\w.*-]+)?$/.test(on))
    throw new InvalidFault(`"${on}" is no subject: try firehose.PutRecordBatch, events.delivery or glue.job.NAME`);
  const allowed = allowedOn(on);
  if (!allowed.includes(kind)) throw new InvalidFault(`${on} can suffer ${allowed.join(", ")}, not "${kind}"`);
  if (value !== undefined && timed.includes(kind)) number(value, `${on}:${kind} (ms)`, 0);
  number(fault.rate, `the rate of ${on}:${kind}`, 0, 1);
  if (fault.times !== undefined) number(fault.times, `the times of ${on}:${kind}`, 1);
  if (fault.skip !== undefined) number(fault.skip, `the skip of ${on}:${kind}`, 0);
  return fault;
};

const short = /^(?<on>[^:@=\s]+):(?<kind>[a-z]+)(?:=(?<value>.*?))?(?:@(?<rate>[\d.]+))?(?:x(?<times>\d+))?$/;

/** Reads `SUBJECT:KIND[=VALUE][@RATE][xTIMES]`, such as `s3.PutObject:latency=250@0.5`. Throws InvalidFault. */
export const parseFault = (text: string): Fault => {
  const groups = short.exec(text.trim())?.groups;
  if (!groups) throw new InvalidFault(`"${text}" is not SUBJECT:KIND[=VALUE][@RATE][xTIMES]`);
  return checked({
    on: groups["on"] ?? "",
    kind: groups["kind"] as Kind,
    ...(groups["value"] !== undefined && { value: groups["value"] }),
    rate: number(groups["rate"] ?? 1, `the rate of "${text}"`, 0, 1),
    ...(groups["times"] !== undefined && { times: Number(groups["times"]) }),
  });
};

const textIn = (given: Readonly<Record<string, unknown>>, member: string): string => {
  const value = given[member];
  if (typeof value !== "string")
    throw new InvalidFault(`a fault wants text as "${member}", not ${JSON.stringify(value)}`);
  return value;
};

const members = ["on", "do", "value", "rate", "times", "skip"];

/** Reads a fault in its short form or as `{on, do, value?, rate?, times?, skip?}`. Throws InvalidFault. */
export const readFault = (entry: unknown): Fault => {
  if (typeof entry === "string") return parseFault(entry);
  if (typeof entry !== "object" || entry === null) throw new InvalidFault(`${JSON.stringify(entry)} is no fault`);
  const given = entry as Readonly<Record<string, unknown>>;
  const strange = Object.keys(given).filter((name) => !members.includes(name));
  if (strange.length > 0) throw new InvalidFault(`a fault has ${members.join(", ")}; not ${strange.join(", ")}`);
  const { value, rate, times, skip } = given;
  return checked({
    on: textIn(given, "on"),
    kind: textIn(given, "do") as Kind,
    ...((typeof value === "string" || typeof value === "number") && { value: String(value) }),
    rate: number(rate ?? 1, "rate", 0, 1),
    ...(times !== undefined && { times: number(times, "times", 1) }),
    ...(skip !== undefined && { skip: number(skip, "skip", 0) }),
  });
};

/** The short form, as `parseFault` reads it; `skip` follows as `after N`, for people. */
export const textOf = ({ on, kind, value, rate, times, skip }: Fault): string =>
  `${on}:${kind}${value === undefined ? "" : `=${value}`}${rate === 1 ? "" : `@${rate}`}` +
  `${times === undefined ? "" : `x${times}`}${skip ? ` after ${skip}` : ""}`;
