/** Fetch for each member in order, with a few requests under way while the earlier ones are being worked on. */
export async function* ahead<T, R>(
  members: readonly T[],
  fetch: (member: T) => Promise<R>,
  width = 6,
): AsyncIterable<[T, R]> {
  const underWay: Promise<R>[] = [];
  const begin = (member: T) => {
    const promise = fetch(member);
    promise.catch(() => undefined); // reported when its turn comes
    underWay.push(promise);
  };
  for (const member of members.slice(0, width)) begin(member);
  for (const [index, member] of members.entries()) {
    const result = await (underWay.shift() ?? fetch(member));
    const next = members[index + width];
    if (next !== undefined) begin(next);
    yield [member, result];
  }
}
