import { NotALine, requestOf, said, statusOf, type ReadLine } from "./hit.ts";

/** As far as a shop needs them; more follow, and AWS may add some. */
const names = [
  "type",
  "time",
  "elb",
  "client:port",
  "target:port",
  "request_processing_time",
  "target_processing_time",
  "response_processing_time",
  "elb_status_code",
  "target_status_code",
  "received_bytes",
  "sent_bytes",
  "request",
  "user_agent",
  "ssl_cipher",
  "ssl_protocol",
  "target_group_arn",
  "trace_id",
  "domain_name",
  "chosen_cert_arn",
  "matched_rule_priority",
  "request_creation_time",
];

/** Values stand between spaces, or between quotes with `\"` inside. */
const value = /"((?:\\.|[^"\\])*)"|(\S+)/g;

/** The log of an Application Load Balancer. Its trace id may be the client's own, so it is no id. */
export const albLines = (): ReadLine => (text) => {
  const values = [...text.matchAll(value)].map(([, quoted, bare]) => quoted?.replaceAll('\\"', '"') ?? bare ?? "");
  if (values.length < 14) throw new NotALine(`has ${values.length} values, 14 or more expected`);
  const fields = Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
  const time = Date.parse(fields["request_creation_time"] || fields["time"] || "");
  if (Number.isNaN(time)) throw new NotALine(`"${fields["time"]?.slice(0, 40)}" is no time`);
  const { method, target } = requestOf(fields["request"] ?? "");
  const url = URL.parse(target); // the load balancer writes whole addresses, with its port
  return {
    time,
    method,
    target: url ? url.pathname + url.search : target,
    origin: url ? `${url.protocol}//${url.hostname}` : undefined,
    status: statusOf(fields["elb_status_code"]),
    referrer: undefined,
    userAgent: said(fields["user_agent"]) ?? "",
    address: (fields["client:port"] ?? "").replace(/:\d+$/, ""),
    id: undefined,
    fields,
  };
};
