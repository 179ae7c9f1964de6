/**
 * What a caller did wrong or must wait for: becomes an HTTP answer of that status. Everything else is our fault, a 500.
 * `path` names the member at fault, as in `events[3].item_id`.
 */
export class MillraceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly path: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    facts: { path?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.path = facts.path;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** 400: the request itself cannot be understood. */
export class BadRequest extends MillraceError {
  constructor(code: string, message: string, path?: string) {
    super(400, code, message, path === undefined ? {} : { path });
  }
}

/** 401: no credential, or one we do not know. */
export class Unauthorized extends MillraceError {
  constructor(message: string) {
    super(401, "unauthorized", message);
  }
}

/** 403: a known caller may not do this. */
export class Forbidden extends MillraceError {
  constructor(code: string, message: string) {
    super(403, code, message);
  }
}

/** 503: nothing took it; the same request may be sent again after `retryAfterSeconds`. */
export class Unavailable extends MillraceError {
  constructor(code: string, message: string, retryAfterSeconds: number, cause?: unknown) {
    super(503, code, message, { retryAfterSeconds, cause });
  }
}
