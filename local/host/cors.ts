import type { CorsEntry } from "./document.ts";

type Headers = Record<string, string>;

/** What an HTTP API does with `cors: true`, as osls configures it. */
const openToAll: CorsEntry = {
  allowedOrigins: ["*"],
  allowedHeaders: [
    "Content-Type",
    "X-Amz-Date",
    "Authorization",
    "X-Api-Key",
    "X-Amz-Security-Token",
    "X-Amz-User-Agent",
    "X-Amzn-Trace-Id",
  ],
};

const originFor = ({ allowedOrigins = ["*"] }: CorsEntry, origin: string): string | undefined => {
  if (allowedOrigins.includes("*")) return "*";
  const isAllowed = allowedOrigins.some(
    (allowed) => allowed === origin || (/^https?:\/\/\*$/.test(allowed) && origin.startsWith(allowed.slice(0, -1))),
  );
  return isAllowed ? origin : undefined;
};

/** API Gateway's own CORS: it answers preflights, and puts its headers on every answer to a browser's request. */
export const corsOf = (setting: boolean | CorsEntry | undefined) => {
  const cors = setting === true ? openToAll : setting === false || setting === undefined ? undefined : setting;
  const common = (origin: string | undefined): Headers | undefined => {
    if (!cors || origin === undefined) return undefined;
    const allowed = originFor(cors, origin);
    if (allowed === undefined) return undefined;
    return {
      "access-control-allow-origin": allowed,
      ...(allowed === "*" ? {} : { vary: "origin" }),
      ...(cors.allowCredentials === true ? { "access-control-allow-credentials": "true" } : {}),
    };
  };
  return {
    isOn: cors !== undefined,
    /** Headers for an ordinary answer; none when the request is not a browser's or its origin is not allowed. */
    headers(origin: string | undefined): Headers {
      const exposed: Headers = cors?.exposedResponseHeaders
        ? { "access-control-expose-headers": cors.exposedResponseHeaders.join(",") }
        : {};
      const headers = common(origin);
      return headers ? { ...headers, ...exposed } : {};
    },
    /** Headers for the answer 204 to `OPTIONS`; none when it is not allowed. */
    preflight(origin: string | undefined): Headers {
      const headers = common(origin);
      if (!cors || !headers) return {};
      return {
        ...headers,
        "access-control-allow-methods": (cors.allowedMethods ?? ["*"]).join(","),
        "access-control-allow-headers": (cors.allowedHeaders ?? []).join(","),
        ...(cors.maxAge === undefined ? {} : { "access-control-max-age": String(cors.maxAge) }),
      };
    },
  };
};

export type Cors = ReturnType<typeof corsOf>;
