const dayMs = 86_400_000;

/** The day (UTC) of a time in ms. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const dayAfter = (day: string, days: number): string => dayOf(Date.parse(day) + days * dayMs);

/** The newest of some days that has begun by `now`: a clock or a book in the future shall not hide what is. */
export const newestDay = (days: Iterable<string>, now: number): string | undefined => {
  const today = dayOf(now);
  let newest: string | undefined;
  for (const day of days) if (day <= today && (newest === undefined || day > newest)) newest = day;
  return newest;
};

/** Every day of a span, oldest first. */
export const daysBetween = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day, 1)) days.push(day);
  return days;
};
