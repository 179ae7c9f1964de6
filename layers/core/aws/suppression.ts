import { createHash, randomBytes } from "node:crypto";
import type { Table } from "./table.ts";

/** A person of whom nothing may be kept from before a moment. The id itself is not kept, only its salted hash. */
export interface ErasedPerson {
  kind: "erased";
  /** SHA-256 of the lake's salt and the id. */
  id: string;
  /** ms. What happened later is of somebody who came back. */
  erasedAt: number;
  /** `linked`: a device of theirs. What another person did on it while signed in stays. */
  how: "asked" | "linked";
}

interface Salt {
  kind: "erasure";
  id: "salt";
  salt: string;
}

export type SuppressionItem = ErasedPerson | Salt;
type Store = Pick<Table<SuppressionItem>, "get" | "put" | "query">;

/** Says whether something that happened at a moment is to be forgotten. */
export interface Suppression {
  readonly isEmpty: boolean;
  /** Of a person who did something, as events name one. */
  forgetsEvent(person: { user_id?: unknown; anonymous_id?: unknown }, at: number): boolean;
  /** Of an id, wherever it stands. */
  forgets(id: unknown, at: number): boolean;
}

/** The list of erased people, in the ledger: it outlives every object of the lake. */
export const suppressionList = (ledger: Store) => {
  const salt = async (): Promise<string> => {
    const key = { kind: "erasure", id: "salt" };
    const known = (await ledger.get(key)) as Salt | undefined;
    if (known) return known.salt;
    const made: Salt = { kind: "erasure", id: "salt", salt: randomBytes(32).toString("hex") };
    await ledger.put(made, { onlyIf: { expression: "attribute_not_exists(#kind)", names: { kind: "kind" } } });
    return ((await ledger.get(key)) as Salt).salt;
  };
  return {
    /** The name of a person's receipt. */
    personOf: async (id: string): Promise<string> => hashed(await salt(), id),

    async add(ids: Iterable<string>, how: ErasedPerson["how"], erasedAt: number): Promise<void> {
      const pinch = await salt();
      for (const id of ids) await ledger.put({ kind: "erased", id: hashed(pinch, id), erasedAt, how });
    },

    /** When somebody was erased last, ms; undefined while nobody was. */
    async newest(): Promise<number | undefined> {
      const people = (await ledger.query("kind", "erased")) as ErasedPerson[];
      return people.length === 0 ? undefined : Math.max(...people.map(({ erasedAt }) => erasedAt));
    },

    async load(): Promise<Suppression> {
      const people = (await ledger.query("kind", "erased")) as ErasedPerson[];
      return suppression(people.length === 0 ? "" : await salt(), people);
    },
  };
};

export type SuppressionList = ReturnType<typeof suppressionList>;

const hashed = (salt: string, id: string): string => createHash("sha256").update(salt).update(id).digest("hex");

/** Ids repeat, so what a hash said is remembered. */
const mostRemembered = 100_000;
const longestId = 256;

function suppression(salt: string, list: readonly ErasedPerson[]): Suppression {
  const people = new Map(list.map((person) => [person.id, person]));
  const remembered = new Map<string, ErasedPerson | undefined>();
  const find = (id: unknown): ErasedPerson | undefined => {
    if (people.size === 0 || typeof id !== "string" || id === "" || id.length > longestId) return undefined;
    if (!remembered.has(id)) {
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(id, people.get(hashed(salt, id)));
    }
    return remembered.get(id);
  };
  const isBefore = (person: ErasedPerson | undefined, at: number) => person !== undefined && at <= person.erasedAt;
  return {
    isEmpty: people.size === 0,
    forgets: (id, at) => isBefore(find(id), at),
    forgetsEvent: ({ user_id: user, anonymous_id: device }, at) => {
      if (isBefore(find(user), at)) return true;
      const known = find(device);
      return isBefore(known, at) && (known?.how === "asked" || typeof user !== "string");
    },
  };
}
