import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";
import { answer } from "./answer.ts";
import { readAsk, type Places } from "./ask.ts";
import { ladder, type Dependencies } from "./ladder.ts";

/**
 * GET /v1/recommendations: the best list there is for this placement and visitor, whatever fails behind it.
 *
 * A visitor's own list is fresh for 30 s. A page that has just sent a click names it (`after=<event_id or ms>`), and gets a
 * list made after that click instead of the one it was shown before.
 */
export const recommendations = (places: Places, dependencies: Dependencies) => {
  const climb = ladder(dependencies);
  return async ({ query, headers }: Pick<HttpRequest, "query" | "headers">): Promise<HttpAnswer> => {
    const ask = readAsk(query, places);
    return answer(ask, await climb(ask), headers["if-none-match"]);
  };
};
