import type { KeywordsMart } from "@millrace/core/domain/marts";
import type { ShownKeywords } from "@millrace/core/domain/shown-marts";
import { short } from "./words.ts";

const mostKeywords = 60;
const mostRising = 15;

const withShortTerm = <T extends { readonly search_term: string }>(row: T): T => ({
  ...row,
  search_term: short(row.search_term),
});

/** The first of the most searched and of the fastest growing terms. */
export const shownKeywords = ({ generatedAt, keywords, rising }: KeywordsMart): ShownKeywords => ({
  generatedAt,
  keywords: keywords.slice(0, mostKeywords).map(withShortTerm),
  rising: rising.slice(0, mostRising).map(withShortTerm),
  known: { keywords: keywords.length, rising: rising.length },
});
