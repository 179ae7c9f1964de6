import type { Attention, PairCounting } from "./item-neighbours.ts";
import type { SessionComparing } from "./session-neighbours.ts";

/** What is chosen on validation; all of it goes with the model. */
export interface ComponentSettings {
  near: PairCounting;
  nearAttention: Attention;
  next: PairCounting;
  nextAttention: Attention;
  cosine: PairCounting;
  cosineAttention: Attention;
  sessions: SessionComparing;
}

/** Where the search begins; middling on clicks, sessions and ratings alike. */
export const START: ComponentSettings = {
  near: { window: 10, decay: 0.7, backward: 0.6, discount: 0.1, ownDiscount: 0.5, shrinkage: 3, kept: 100 },
  nearAttention: { fading: 1, depth: 10 },
  next: { window: 2, decay: 0.5, backward: 0, discount: 0, ownDiscount: 0.5, shrinkage: 2, kept: 60 },
  nextAttention: { fading: 2, depth: 2 },
  cosine: { window: 40, decay: 0.98, backward: 1, discount: 0.5, ownDiscount: 0.5, shrinkage: 5, kept: 60 },
  cosineAttention: { fading: 0.5, depth: 15 },
  sessions: { fading: 1, depth: 10, sample: 500, asked: 250, length: 0.2, reach: 0.8, backward: 0.7, rarity: 0.5 },
};
