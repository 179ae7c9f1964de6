/** A row that is no event, and why. `line` counts from 1, a header included. */
export class BadRow extends Error {
  override readonly name = "BadRow";
  readonly line: number;
  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/** Thrown when a file cannot be read as events at all: nothing of it was sent, or no more of it will be. */
export class UnreadableFile extends Error {
  override readonly name: string = "UnreadableFile";
}

/** Thrown after the last event of a file that is damaged further on: what came before is good. */
export class DamagedFile extends UnreadableFile {
  override readonly name = "DamagedFile";
}

/** What the caller asked for wrongly, with what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
