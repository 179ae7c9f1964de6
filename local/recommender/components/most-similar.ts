/** Quickselect: the `wanted` sessions with the highest similarity, the newer of equals, come to the front. */
export function select(sessions: Uint32Array, similarity: Float32Array, length: number, wanted: number): void {
  let from = 0;
  let to = length - 1;
  while (from < to) {
    const pivot = sessions[(from + to) >> 1] ?? 0;
    const worth = similarity[pivot] ?? 0;
    let low = from;
    let high = to;
    while (low <= high) {
      while (precedes(sessions[low] ?? 0, pivot, worth, similarity)) low++;
      while (follows(sessions[high] ?? 0, pivot, worth, similarity)) high--;
      if (low > high) break;
      const moved = sessions[low] ?? 0;
      sessions[low++] = sessions[high] ?? 0;
      sessions[high--] = moved;
    }
    if (wanted - 1 <= high) to = high;
    else if (wanted - 1 >= low) from = low;
    else return;
  }
}

const precedes = (session: number, pivot: number, worth: number, similarity: Float32Array): boolean => {
  const own = similarity[session] ?? 0;
  return own > worth || (own === worth && session > pivot);
};

const follows = (session: number, pivot: number, worth: number, similarity: Float32Array): boolean => {
  const own = similarity[session] ?? 0;
  return own < worth || (own === worth && session < pivot);
};
