import type { History } from "../hold-out.ts";
import type { Scoreboard } from "./scoreboard.ts";

/** One way to score items for a visitor. May keep scratch space, so one per thread. */
export interface Component {
  readonly name: string;
  /** The name of the component whose scores this one goes on from. */
  readonly follows?: string;
  /** Adds to an empty board; leaves it empty when it has nothing to say. `followed`: the scores it goes on from, where they are at hand. */
  score(history: History, board: Scoreboard, followed?: Scoreboard): void;
}
