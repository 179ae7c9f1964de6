import type { RankingFacts } from "./hybrid/item-facts.ts";
import type { Column, Unpacked } from "./packed.ts";

const PLACES = ["later", "laterNext", "position", "era", "seen", "spread"] as const;
const EMBEDDINGS = ["asks", "answers", "shrink"] as const;

/** What was counted for the ranker, as columns of the model file. */
export function rankingColumns({ evidence, places, embeddings }: RankingFacts): Record<string, Column> {
  const columns: Record<string, Column> = {
    evidenceOffsets: evidence.offsets,
    evidenceItem: evidence.item,
    evidenceCounts: evidence.counts,
  };
  for (const name of PLACES) columns[`place.${name}`] = places[name];
  for (const name of EMBEDDINGS) columns[`embedding.${name}`] = embeddings[name];
  return columns;
}

export function rankingIn({ numbers }: Unpacked): RankingFacts {
  const floats = (name: string) => numbers(name, "Float32Array");
  return {
    evidence: {
      offsets: numbers("evidenceOffsets", "Uint32Array"),
      item: numbers("evidenceItem", "Uint32Array"),
      counts: floats("evidenceCounts"),
    },
    places: {
      later: floats("place.later"),
      laterNext: floats("place.laterNext"),
      position: floats("place.position"),
      era: floats("place.era"),
      seen: floats("place.seen"),
      spread: floats("place.spread"),
    },
    embeddings: {
      asks: floats("embedding.asks"),
      answers: floats("embedding.answers"),
      shrink: floats("embedding.shrink"),
    },
  };
}
