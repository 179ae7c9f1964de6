/** What a status word means for somebody who waits. */
export type Meaning = "running" | "done" | "failed";

/**
 * Every word Personalize's control plane uses for what the chain makes. Note the space after CREATE and the underscore in
 * IN_PROGRESS. What is being deleted counts as running: once it is gone, it is made again.
 */
const personalizeWords: Readonly<Record<string, Meaning>> = {
  "CREATE PENDING": "running",
  "CREATE IN_PROGRESS": "running",
  "CREATE STOPPING": "running",
  ACTIVE: "done",
  "CREATE FAILED": "failed",
  "CREATE STOPPED": "failed",
  "DELETE PENDING": "running",
  "DELETE IN_PROGRESS": "running",
};

/** States of a Glue job run. */
const glueWords: Readonly<Record<string, Meaning>> = {
  STARTING: "running",
  RUNNING: "running",
  STOPPING: "running",
  WAITING: "running",
  SUCCEEDED: "done",
  STOPPED: "failed",
  FAILED: "failed",
  TIMEOUT: "failed",
  ERROR: "failed",
  EXPIRED: "failed",
};

/** A word that is in no table: not waited for, because nobody could say for what. */
export class UnknownStatus extends Error {
  override readonly name = "UnknownStatus";
}

const meaningIn = (words: Readonly<Record<string, Meaning>>, service: string) => {
  return (word: string): Meaning => {
    const meaning = Object.hasOwn(words, word) ? words[word] : undefined;
    if (meaning === undefined) throw new UnknownStatus(`${service} answered with an unknown status "${word}"`);
    return meaning;
  };
};

/** Throws UnknownStatus. */
export const meaningOfPersonalize = meaningIn(personalizeWords, "Personalize");
/** Throws UnknownStatus. */
export const meaningOfGlue = meaningIn(glueWords, "Glue");

export const personalizeStatuses = Object.keys(personalizeWords);
export const glueStates = Object.keys(glueWords);
