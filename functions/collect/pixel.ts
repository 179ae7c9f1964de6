import { createHash } from "node:crypto";
import { limits } from "@millrace/core/domain/event-limits";
import { Forbidden, MillraceError } from "@millrace/core/errors";
import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";
import type { CollectAnswer } from "./answer.ts";
import type { Admission } from "./envelope.ts";

/** One transparent pixel. */
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

const ofEvent = ["event_id", "event_name", "user_id", "anonymous_id", "session_id", "item_id", "search_term"] as const;
const ofContext = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "locale"] as const;

type Query = HttpRequest["query"];

/**
 * GET /v1/pixel.gif?write_key=…&event_name=email_open&user_id=…: one event from where no script runs, such as mail. The same
 * address is the same event, however often a mail program fetches it, unless it names an `event_id`. The answer is
 * always an image, because a broken one would be seen; its status and `x-millrace-result` say what became of the event.
 */
export const pixel =
  (collect: (request: HttpRequest) => Promise<HttpAnswer>, { writeKeys }: Pick<Admission, "writeKeys">) =>
  async (request: HttpRequest): Promise<HttpAnswer> => {
    try {
      const { write_key: key } = request.query;
      if (key !== undefined && writeKeys.get(key) === "server")
        throw new Forbidden("forbidden_key", "A server key is a secret, and a mail is read by others.");
      const { status, headers, body } = await collect(asPost(request));
      const [result] = (body as CollectAnswer).results;
      return image(status, result?.code ?? result?.status ?? "", headers);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      const { status, code, retryAfterSeconds: seconds } = error;
      return image(status, code, seconds === undefined ? {} : { "retry-after": String(seconds) });
    }
  };

const image = (status: number, result: string, headers: HttpAnswer["headers"]): HttpAnswer => ({
  status,
  headers: { ...headers, "content-type": "image/gif", "cache-control": "no-store", "x-millrace-result": result },
  body: gif,
});

function asPost(request: HttpRequest): HttpRequest {
  const { query, receivedAt, headers } = request;
  const { "content-encoding": _encoding, "content-type": _type, ...others } = headers;
  const envelope = { schema_version: 1, sent_at: receivedAt, events: [eventOf(query, receivedAt)] };
  return { ...request, method: "POST", headers: others, body: Buffer.from(JSON.stringify(envelope)) };
}

function eventOf(query: Query, receivedAt: number): Record<string, unknown> {
  const same = createHash("sha256")
    .update(
      JSON.stringify(
        Object.keys(query)
          .sort()
          .map((name) => [name, query[name]]),
      ),
    )
    .digest("hex")
    .slice(0, 32);
  const props = Object.entries(query).filter(([name]) => name.startsWith("props."));
  return {
    event_id: `pixel-${same}`,
    event_name: "email_open",
    event_ts: receivedAt,
    session_id: `pixel-${same}`,
    ...picked(query, ofEvent),
    consent: {
      analytics: query["analytics"],
      ads: query["ads"],
      personalization: query["personalization"],
    },
    context: picked(query, ofContext),
    ...(props.length > 0 && {
      props: Object.fromEntries(props.slice(0, limits.props + 1).map(([name, value]) => [name.slice(6), value])),
    }),
  };
}

const picked = (query: Query, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])));
