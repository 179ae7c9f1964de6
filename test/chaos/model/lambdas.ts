/** What a Lambda goes through. Effects are counted from 0; -1 is never. */
export interface Fate {
  /** Killed around this effect; `after` it took place, or before. */
  readonly diesAt: number;
  /** Told of trouble at this effect: its answer is lost (`after`), or it is refused. */
  readonly troubleAt: number;
  readonly after: boolean;
  /** Stands still before this effect until it is thawed, however long that takes. */
  readonly freezesAt: number;
}

export const fortunate: Fate = { diesAt: -1, troubleAt: -1, after: false, freezesAt: -1 };

/** A call refused, or an answer lost. */
export class Throttled extends Error {
  override readonly name = "ThrottlingException";
}

/** Performs one effect on the shared world, at the moment its Lambda's turn comes. */
export type Effect = <T>(act: () => T) => Promise<T>;

interface Lambda {
  fate: Fate;
  effects: number;
  goOn: (() => void) | undefined;
  isFrozen: boolean;
}

/**
 * Lambdas side by side on one thread. Every effect is a turn, and the caller's `pick` says whose it is; who is killed never gets
 * another. Built for millions of turns: one promise per effect, no clone, no timer.
 */
export class Lambdas {
  #waiting: Lambda[] = [];
  #frozen: Lambda[] = [];
  #paused: () => void = () => undefined;
  #errors: unknown[] = [];
  /** What really happened to somebody. */
  readonly suffered = { kills: 0, frozen: 0, throttled: 0 };

  /** Begins the work, up to its first effect. */
  begin(fate: Fate, work: (effect: Effect) => Promise<unknown>): Promise<void> {
    const lambda: Lambda = { fate, effects: 0, goOn: undefined, isFrozen: false };
    const effect: Effect = async (act) => {
      await this.#turn(lambda);
      const { diesAt, troubleAt, after } = lambda.fate;
      const count = lambda.effects++;
      if (count === diesAt && !after) return this.#die();
      if (count === troubleAt && !after) throw this.#trouble("Rate exceeded");
      const result = act();
      if (count === diesAt) return this.#die();
      if (count === troubleAt) throw this.#trouble("the answer was lost");
      return result;
    };
    return this.#untilPaused(() => {
      work(effect).then(
        () => this.#paused(),
        (error: unknown) => {
          if (!(error instanceof Throttled)) this.#errors.push(error);
          this.#paused();
        },
      );
    });
  }

  /** Until all have ended, died or frozen. Throws what a Lambda threw, unless it was trouble we made. */
  async run(pick: (count: number) => number): Promise<void> {
    while (this.#waiting.length > 0) {
      const [lambda] = this.#waiting.splice(this.#waiting.length === 1 ? 0 : pick(this.#waiting.length), 1);
      if (lambda === undefined) break;
      if (lambda.effects === lambda.fate.freezesAt && !lambda.isFrozen) {
        lambda.isFrozen = true;
        this.#frozen.push(lambda);
        this.suffered.frozen += 1;
        continue;
      }
      await this.#untilPaused(() => lambda.goOn?.());
    }
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  /** Those that stood still go on with the next `run`. */
  thaw(): void {
    this.#waiting.push(...this.#frozen.splice(0));
  }

  #turn(lambda: Lambda): Promise<void> {
    return new Promise((goOn) => {
      lambda.goOn = goOn;
      this.#waiting.push(lambda);
      this.#paused();
    });
  }

  #trouble(message: string): Throttled {
    this.suffered.throttled += 1;
    return new Throttled(message);
  }

  #die(): Promise<never> {
    this.suffered.kills += 1;
    this.#paused();
    return new Promise(() => undefined);
  }

  #untilPaused(step: () => void): Promise<void> {
    return new Promise((paused) => {
      this.#paused = paused;
      step();
    });
  }
}
