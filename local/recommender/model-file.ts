import { createHash } from "node:crypto";
import type { Neighbours } from "./components/item-neighbours.ts";
import type { SessionIndex } from "./components/session-index.ts";
import type { Learned } from "./hybrid/learn.ts";
import type { Knowledge } from "./model.ts";
import { type Column, pack, unpack, type Unpacked } from "./packed.ts";
import { rankingColumns, rankingIn } from "./ranking-columns.ts";
import type { RecipeKind } from "./recipes.ts";
import type { Segments } from "./segments/count-segments.ts";

/** Raised whenever the columns or their meaning change; older files are then trained anew. */
export const MODEL_VERSION = 5;
const HASH_BYTES = 32;

/** A model file is damaged or of another version. The message says what to do. */
export class UnreadableModel extends Error {}

interface Facts {
  version: number;
  kind: RecipeKind;
  learned: Omit<Learned, "ranker"> & { ranker: { features: number; hidden: number } };
  newest: number;
  hasContent: boolean;
  hasRanking: boolean;
  /** Absent: it has none. */
  hasSegments?: boolean;
}

const FACT_COLUMNS = ["popularity", "recent", "freshness", "returning", "typeWeight"] as const;
const PAIR_COLUMNS = ["near", "next", "cosine"] as const;
const hashOf = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

/** The packed columns, then their SHA-256. */
export function saveKnowledge(knowledge: Knowledge): Buffer {
  const { counted, learned, kind, newest, segments } = knowledge;
  const { ranker, ...chosen } = learned;
  const { content, ranking } = counted.facts;
  const facts: Facts = {
    version: MODEL_VERSION,
    kind,
    learned: { ...chosen, ranker: { features: ranker.features, hidden: ranker.hidden } },
    newest,
    hasContent: content !== undefined,
    hasRanking: ranking !== undefined,
    hasSegments: segments !== undefined,
  };
  const columns: Record<string, Column> = {
    items: knowledge.items,
    eventTypes: knowledge.eventTypes,
    users: knowledge.users,
    pastOffsets: knowledge.pastOffsets,
    pastItem: knowledge.pastItem,
    pastType: knowledge.pastType,
    ranker: ranker.weights,
    rankerOfQuery: ranker.ofQuery ?? new Float32Array(0),
    order: counted.facts.order,
    recentOrder: counted.facts.recentOrder,
    sessionOf: counted.sessionOf,
    ...sessionColumns(counted.sessions),
    ...(content && {
      contentOffsets: content.offsets,
      contentToken: content.token,
      contentRarity: content.rarity,
      createdAt: content.createdAt,
    }),
    ...(ranking && rankingColumns(ranking)),
    ...(segments && segmentColumns(segments)),
  };
  for (const name of FACT_COLUMNS) columns[name] = counted.facts[name];
  for (const name of PAIR_COLUMNS) Object.assign(columns, pairColumns(name, counted[name]));
  const packed = pack(facts, columns);
  return Buffer.concat([packed, hashOf(packed)]);
}

const pairColumns = (name: string, { offsets, item, score }: Neighbours): Record<string, Column> => ({
  [`${name}Offsets`]: offsets,
  [`${name}Item`]: item,
  [`${name}Score`]: score,
});

const sessionColumns = ({ offsets, session, eventOffsets, item, rarity }: SessionIndex): Record<string, Column> => ({
  sessionOffsets: offsets,
  session,
  sessionEventOffsets: eventOffsets,
  sessionItem: item,
  sessionRarity: rarity,
});

const segmentColumns = ({ columns, values, column, visitors, offsets, item, users }: Segments) => ({
  segmentColumns: columns,
  segmentValues: values,
  segmentColumn: column,
  segmentVisitors: visitors,
  segmentOffsets: offsets,
  segmentItem: item,
  segmentUsers: users,
});

/** Throws UnreadableModel when the file is of another version or its hash is not that of its bytes, and says what to do. */
export function loadKnowledge(file: Buffer): Knowledge {
  const unpacked = unpack(file);
  const { version, kind, learned, newest, hasContent, hasRanking, hasSegments = false } = unpacked.facts as Facts;
  if (version !== MODEL_VERSION) {
    throw new UnreadableModel(
      `model file is of version ${version}, this program reads ${MODEL_VERSION}: train a new solution version`,
    );
  }
  const body = file.subarray(0, file.length - HASH_BYTES);
  if (!hashOf(body).equals(file.subarray(file.length - HASH_BYTES)))
    throw new UnreadableModel("model file is damaged, its hash is not that of its bytes: train a new solution version");
  const { strings, numbers } = unpacked;
  return {
    kind,
    newest,
    items: strings("items"),
    eventTypes: strings("eventTypes"),
    users: strings("users"),
    pastOffsets: numbers("pastOffsets", "Uint32Array"),
    pastItem: numbers("pastItem", "Uint32Array"),
    pastType: numbers("pastType", "Uint8Array"),
    learned: {
      ...learned,
      ranker: {
        ...learned.ranker,
        weights: numbers("ranker", "Float32Array"),
        ofQuery: numbers("rankerOfQuery", "Float32Array"),
      },
    },
    counted: {
      facts: {
        popularity: numbers("popularity", "Float32Array"),
        recent: numbers("recent", "Float32Array"),
        freshness: numbers("freshness", "Float32Array"),
        returning: numbers("returning", "Float32Array"),
        typeWeight: numbers("typeWeight", "Float32Array"),
        order: numbers("order", "Uint32Array"),
        recentOrder: numbers("recentOrder", "Uint32Array"),
        ...(hasContent && { content: contentIn(unpacked) }),
        ...(hasRanking && { ranking: rankingIn(unpacked) }),
      },
      near: pairsIn(unpacked, "near"),
      next: pairsIn(unpacked, "next"),
      cosine: pairsIn(unpacked, "cosine"),
      sessions: {
        offsets: numbers("sessionOffsets", "Uint32Array"),
        session: numbers("session", "Uint32Array"),
        eventOffsets: numbers("sessionEventOffsets", "Uint32Array"),
        item: numbers("sessionItem", "Uint32Array"),
        rarity: numbers("sessionRarity", "Float32Array"),
      },
      sessionOf: numbers("sessionOf", "Uint32Array"),
    },
    ...(hasSegments && { segments: segmentsIn(unpacked) }),
  };
}

const pairsIn = ({ numbers }: Unpacked, name: string): Neighbours => ({
  offsets: numbers(`${name}Offsets`, "Uint32Array"),
  item: numbers(`${name}Item`, "Uint32Array"),
  score: numbers(`${name}Score`, "Float32Array"),
});

const contentIn = ({ numbers }: Unpacked) => ({
  offsets: numbers("contentOffsets", "Uint32Array"),
  token: numbers("contentToken", "Uint32Array"),
  rarity: numbers("contentRarity", "Float32Array"),
  createdAt: numbers("createdAt", "Float64Array"),
});

const segmentsIn = ({ strings, numbers }: Unpacked): Segments => ({
  columns: strings("segmentColumns"),
  values: strings("segmentValues"),
  column: numbers("segmentColumn", "Uint32Array"),
  visitors: numbers("segmentVisitors", "Uint32Array"),
  offsets: numbers("segmentOffsets", "Uint32Array"),
  item: numbers("segmentItem", "Uint32Array"),
  users: numbers("segmentUsers", "Float32Array"),
});
