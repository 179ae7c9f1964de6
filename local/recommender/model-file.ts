import type { BlendWeights } from "./blend.ts";
import type { Knowledge } from "./model.ts";
import { pack, unpack } from "./packed.ts";
import type { RecipeKind } from "./recipes.ts";

/** Raised whenever the columns or their meaning change; older files are then trained anew. */
export const MODEL_VERSION = 1;

interface Facts {
  version: number;
  kind: RecipeKind;
  weights: BlendWeights;
}

export function saveKnowledge({ parts, ...own }: Knowledge): Buffer {
  const facts: Facts = { version: MODEL_VERSION, kind: own.kind, weights: own.weights };
  return pack(facts, {
    items: own.items,
    eventTypes: own.eventTypes,
    users: own.users,
    pastOffsets: own.pastOffsets,
    pastItem: own.pastItem,
    pastType: own.pastType,
    neighbourOffsets: parts.neighbours.offsets,
    neighbourItem: parts.neighbours.item,
    neighbourScore: parts.neighbours.score,
    popularity: parts.popularity,
    order: parts.order,
    typeWeight: parts.typeWeight,
  });
}

/** Throws when the file is of another version. */
export function loadKnowledge(file: Buffer): Knowledge {
  const { facts, strings, numbers } = unpack(file);
  const { version, kind, weights } = facts as Facts;
  if (version !== MODEL_VERSION) throw new Error(`model file is of version ${version}, not ${MODEL_VERSION}`);
  return {
    kind,
    weights,
    items: strings("items"),
    eventTypes: strings("eventTypes"),
    users: strings("users"),
    pastOffsets: numbers("pastOffsets", "Uint32Array"),
    pastItem: numbers("pastItem", "Uint32Array"),
    pastType: numbers("pastType", "Uint8Array"),
    parts: {
      neighbours: {
        offsets: numbers("neighbourOffsets", "Uint32Array"),
        item: numbers("neighbourItem", "Uint32Array"),
        score: numbers("neighbourScore", "Float32Array"),
      },
      popularity: numbers("popularity", "Float32Array"),
      order: numbers("order", "Uint32Array"),
      typeWeight: numbers("typeWeight", "Float32Array"),
    },
  };
}
