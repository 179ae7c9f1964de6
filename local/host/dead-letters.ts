import type { Control } from "../kernel/control.ts";
import type { AsyncQueue } from "./async-queue.ts";

/** `/_millrace/dead-letters`: GET lists, POST sends their events again, DELETE forgets them; `?id=` one, by its request id. */
export const deadLetterControl =
  (queue: AsyncQueue): Control =>
  ({ method, query }) => {
    const id = query.get("id") ?? undefined;
    if (method === "GET")
      return { deadLetters: queue.deadLetters().map(({ at, ...letter }) => ({ ...letter, at: new Date(at) })) };
    if (method === "POST") return { sentAgain: queue.clearDeadLetters(id, true) };
    if (method === "DELETE") return { forgotten: queue.clearDeadLetters(id) };
    throw new Error(`${method} means nothing here: GET, POST and DELETE do`);
  };
