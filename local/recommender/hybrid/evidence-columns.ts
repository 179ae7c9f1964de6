import { AFTER, BEFORE, COUNTS, type Evidence, NEAR, NEXT } from "../components/evidence.ts";
import type { OwnItems } from "./own-items.ts";
import type { Sheet } from "./sheet.ts";

/** What the plain counts of pairs say of a candidate, by place. "Faded": over the history, by how long ago. */
const AT = {
  lastNext: 0,
  lastAfter: 1,
  lastBefore: 2,
  fadedAfter: 3,
  fadedBefore: 4,
  supporters: 5,
  most: 6,
  all: 7,
  bestShare: 8,
  fadedShare: 9,
  lastShare: 10,
  bestLift: 11,
  fadedLift: 12,
} as const;
export const EVIDENCE_COLUMNS = 13;

/** So many of the newest items are asked. */
const ASKED = 15;
/** Imagined visitors. */
const IMAGINED = 3;

/** Describes candidates by the plain counts of pairs with the visitor's items. */
export class EvidenceColumns {
  readonly #evidence: Evidence;
  /** 1 / (visitors + imagined), and its root. */
  readonly #share: Float32Array;
  readonly #root: Float32Array;
  readonly #fading: Float64Array;

  constructor(evidence: Evidence, popularity: Float32Array, recency: boolean) {
    this.#evidence = evidence;
    this.#share = popularity.map((visitors) => 1 / (visitors + IMAGINED));
    this.#root = this.#share.map(Math.sqrt);
    this.#fading = Float64Array.from({ length: ASKED }, (_, back) => (recency ? (1 + back) ** -0.75 : 1));
  }

  write(sheet: Sheet, first: number, own: OwnItems): void {
    const asked = Math.min(ASKED, own.count);
    for (let back = 0; back < asked; back++) this.#ask(sheet, first, own.item[back] ?? 0, back);
    const { features, rows, count } = sheet;
    for (let place = 0, at = first; place < count; place++, at += features) {
      if ((rows[at + AT.supporters] ?? 0) === 0) continue;
      for (let column = 0; column <= AT.all; column++)
        if (column !== AT.supporters) rows[at + column] = Math.log(1 + (rows[at + column] ?? 0));
    }
  }

  #ask({ features, rows, placeOf }: Sheet, first: number, asking: number, back: number): void {
    const { offsets, item, counts } = this.#evidence;
    const share = this.#share[asking] ?? 0;
    const root = this.#root[asking] ?? 0;
    const fading = this.#fading[back] ?? 0;
    const end = offsets[asking + 1] ?? 0;
    for (let n = offsets[asking] ?? end; n < end; n++) {
      const neighbour = item[n] ?? 0;
      const place = placeOf[neighbour] ?? -1;
      if (place === -1) continue;
      const at = place * features + first;
      const count = n * COUNTS;
      const later = counts[count + AFTER] ?? 0;
      const earlier = counts[count + BEFORE] ?? 0;
      const both = later + earlier;
      const certain = (counts[count + NEAR] ?? 0) * share;
      const lift = both * root * (this.#root[neighbour] ?? 0);
      if (back === 0) {
        rows[at + AT.lastNext] = counts[count + NEXT] ?? 0;
        rows[at + AT.lastAfter] = later;
        rows[at + AT.lastBefore] = earlier;
        rows[at + AT.lastShare] = certain;
      }
      rows[at + AT.fadedAfter] = (rows[at + AT.fadedAfter] ?? 0) + fading * later;
      rows[at + AT.fadedBefore] = (rows[at + AT.fadedBefore] ?? 0) + fading * earlier;
      rows[at + AT.supporters] = (rows[at + AT.supporters] ?? 0) + 1;
      rows[at + AT.most] = Math.max(rows[at + AT.most] ?? 0, both);
      rows[at + AT.all] = (rows[at + AT.all] ?? 0) + both;
      rows[at + AT.bestShare] = Math.max(rows[at + AT.bestShare] ?? 0, certain);
      rows[at + AT.fadedShare] = (rows[at + AT.fadedShare] ?? 0) + fading * certain;
      rows[at + AT.bestLift] = Math.max(rows[at + AT.bestLift] ?? 0, lift);
      rows[at + AT.fadedLift] = (rows[at + AT.fadedLift] ?? 0) + fading * lift;
    }
  }
}
