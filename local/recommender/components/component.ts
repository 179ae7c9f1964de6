import type { History } from "../hold-out.ts";
import type { Scoreboard } from "./scoreboard.ts";

/** One way to score items for a visitor. May keep scratch space, so one per thread. */
export interface Component {
  readonly name: string;
  /** Adds to an empty board; leaves it empty when it has nothing to say. */
  score(history: History, board: Scoreboard): void;
}
