/** AWS took a call and gave no answer while there was time. Whether the call had its effect, nobody knows. */
export class Unanswered extends Error {
  override readonly name = "UnansweredTimeout";
}

/** What a Lambda keeps of its time to write down what happened, ms. */
const mostReserveMs = 5_000;

/** How long somebody with that much time left may wait for an answer. */
export const patienceWith = (remainingMs: number): number => remainingMs - Math.min(mostReserveMs, remainingMs / 5);

/** The answer, or Unanswered after so long: a service that hangs must not take the whole Lambda with it, unwritten. */
export const answered = async <Answer>(asked: Promise<Answer>, withinMs: number): Promise<Answer> => {
  if (withinMs === Infinity) return asked;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Unanswered(`no answer within ${(withinMs / 1000).toFixed(0)} s`)),
    Math.max(0, withinMs),
  );
  timer.unref(); // a Lambda that is over is not kept for it
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
    asked.catch(() => undefined); // it may still fail when nobody listens any more
  }
};
