/** The `count` candidates with the highest score, best first; ties go to the lower number, so that answers repeat. */
export function strongest(candidates: ArrayLike<number>, score: ArrayLike<number>, count: number): number[] {
  const isBefore = (a: number, b: number) => (score[a] ?? 0) > (score[b] ?? 0) || (score[a] === score[b] && a < b);
  const heap: number[] = [];
  for (let at = 0; at < candidates.length; at++) {
    const candidate = candidates[at] ?? 0;
    if (heap.length < count) {
      heap.push(candidate);
      siftUp(heap, isBefore);
    } else if (count > 0 && isBefore(candidate, heap[0] ?? 0)) {
      heap[0] = candidate;
      siftDown(heap, isBefore);
    }
  }
  return heap.sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** The weakest is kept at the root: it is the one to be replaced. */
function siftUp(heap: number[], isBefore: (a: number, b: number) => boolean): void {
  let at = heap.length - 1;
  const moved = heap[at] ?? 0;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(heap[parent] ?? 0, moved)) break;
    heap[at] = heap[parent] ?? 0;
    at = parent;
  }
  heap[at] = moved;
}

function siftDown(heap: number[], isBefore: (a: number, b: number) => boolean): void {
  const moved = heap[0] ?? 0;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child] ?? 0, heap[child + 1] ?? 0)) child++;
    if (!isBefore(moved, heap[child] ?? 0)) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = moved;
}
