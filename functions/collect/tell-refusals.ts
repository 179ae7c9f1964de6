import { MillraceError } from "@millrace/core/errors";
import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";

/** What is told of a refused request: nothing that its sender wrote. */
export interface Refusal {
  code: string;
  status: number;
  /** Refused for the same reason since it was told last, and not told. */
  untold: number;
}

const silenceMs = 60_000;

/**
 * Tells of requests that are refused whole, so that somebody who gets 401s finds why in the log. One of each reason a minute
 * and instance is told and the others are counted: a flood of them costs no log.
 */
export const tellRefusals = (
  serve: (request: HttpRequest) => Promise<HttpAnswer>,
  tell: (refusal: Refusal) => void,
): ((request: HttpRequest) => Promise<HttpAnswer>) => {
  /** By code, of which there are a dozen. */
  const last = new Map<string, { at: number; untold: number }>();
  return async (request) => {
    try {
      return await serve(request);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      const { code, status } = error;
      const known = last.get(code);
      if (known !== undefined && request.receivedAt - known.at < silenceMs) known.untold += 1;
      else {
        last.set(code, { at: request.receivedAt, untold: 0 });
        tell({ code, status, untold: known?.untold ?? 0 });
      }
      throw error;
    }
  };
};
