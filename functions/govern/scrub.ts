import { withoutErased } from "@millrace/core/domain/erased-rows";
import {
  scrubAsked,
  scrubClicks,
  scrubErrors,
  scrubImports,
  scrubLists,
  scrubQuarantine,
  scrubSnapshot,
  scrubUnsettled,
} from "./scrub-lines.ts";
import type { Suppression } from "@millrace/core/aws/suppression";

/** An event that is gone, so that its request still adds up. */
export interface Tombstone {
  received_at: number;
  request_id: string;
  request_index: number;
  request_count: number;
}

export interface Scrubbed {
  /** What is left. */
  text: string;
  /** Lines taken out or emptied. */
  forgotten: number;
  tombstones: Tombstone[];
}

export type Scrub = (text: string, suppression: Suppression) => Scrubbed;

/** Exports are CSV; what the gate asked of models, and their lists, are JSON lines. */
const scrubT2: Scrub = (text, suppression) =>
  text.startsWith("{") ? scrubAsked(text, suppression) : { ...withoutErased(text, suppression), tombstones: [] };

/** Where people are in the lake, and how each place is cleaned. T1 and the marts are made again from raw by the lake job. */
export const places: readonly { prefix: string; scrub: Scrub }[] = [
  { prefix: "lists/", scrub: scrubLists },
  { prefix: "quarantine/", scrub: scrubQuarantine },
  { prefix: "raw/clicks/", scrub: scrubClicks },
  { prefix: "raw/errors/", scrub: scrubErrors },
  { prefix: "raw/imports/", scrub: scrubImports },
  { prefix: "raw/snapshots/", scrub: scrubSnapshot },
  { prefix: "raw/spill/", scrub: scrubClicks },
  { prefix: "t2/", scrub: scrubT2 },
  { prefix: "unsettled/", scrub: scrubUnsettled },
];

/** Undefined for keys that hold no people: manifests, folder markers, what is gone already. */
export function scrubOf(key: string): Scrub | undefined {
  if (
    key.endsWith("/") ||
    /\/erased-/.test(key) ||
    /^t2\/(?:erasures\/|(?!.*\/(?:judged|lists)\/).*(?<!\.csv)$)/.test(key)
  )
    return undefined;
  return places.find(({ prefix }) => key.startsWith(prefix))?.scrub;
}
