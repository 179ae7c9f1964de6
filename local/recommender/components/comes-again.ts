/** Whether the item at `at` comes again further on. */
export function comesAgain(item: ArrayLike<number>, at: number): boolean {
  for (let later = at + 1; later < item.length; later++) if (item[later] === item[at]) return true;
  return false;
}
