import { randomInt } from "node:crypto";
import { subjectsOf, textOf, type Fault, type Kind } from "./fault.ts";

/** A fault that is on, and what it has done so far. */
export interface ActiveFault extends Fault {
  readonly id: string;
  /** Occasions it was asked about. */
  readonly seen: number;
  readonly struck: number;
}

/** A fault at the moment it strikes. */
export interface Strike {
  readonly kind: Kind;
  readonly value: string | undefined;
  /** The value as ms of AWS's or this machine's time, as the kind says. */
  ms(otherwise: number): number;
  /** A further number of [0, 1) that belongs to this strike. */
  readonly chance: number;
}

export interface Faults {
  /** The same seed gives the same fault the same fate at its n-th occasion, whatever else happens between. */
  readonly seed: number;
  add(fault: Fault): ActiveFault;
  list(): ActiveFault[];
  /** Takes back one fault, or all of them. Returns how many. */
  clear(id?: string): number;
  /** Every fault of these kinds that strikes this subject now. An occasion asked about counts. */
  strikes(subject: string, ...kinds: readonly Kind[]): Strike[];
  /** The first of them. */
  strike(subject: string, ...kinds: readonly Kind[]): Strike | undefined;
}

/** A number of [0, 1) made of a text: FNV-1a with murmur3's last mixing. */
export const dieOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};

interface Kept {
  readonly fault: Fault;
  readonly id: string;
  readonly pattern: RegExp;
  readonly text: string;
  seen: number;
  struck: number;
}

/** Nothing goes wrong until something is added. Without a seed it takes a random one. */
export const createFaults = (seed: number = randomInt(2 ** 31)): Faults => {
  const active: Kept[] = [];
  let added = 0;
  const shown = ({ fault, id, seen, struck }: Kept): ActiveFault => ({ ...fault, id, seen, struck });

  const throwDie = (kept: Kept): Strike | undefined => {
    const { fault } = kept;
    const occasion = kept.seen++;
    if (occasion < (fault.skip ?? 0) || kept.struck >= (fault.times ?? Infinity)) return undefined;
    const die = `${seed}/${kept.text}/${occasion}`;
    if (dieOf(die) >= fault.rate) return undefined;
    kept.struck++;
    return {
      kind: fault.kind,
      value: fault.value,
      ms: (otherwise) => (fault.value === undefined ? otherwise : Number(fault.value)),
      chance: dieOf(`${die}/chance`),
    };
  };

  const strikes: Faults["strikes"] = (subject, ...kinds) =>
    active.flatMap((kept) =>
      kinds.includes(kept.fault.kind) && kept.pattern.test(subject) ? (throwDie(kept) ?? []) : [],
    );

  return {
    seed,
    add(fault) {
      const kept = { fault, id: `f${++added}`, pattern: subjectsOf(fault.on), text: textOf(fault), seen: 0, struck: 0 };
      active.push(kept);
      return shown(kept);
    },
    list: () => active.map(shown),
    clear(id) {
      const gone = active.filter((kept) => id === undefined || kept.id === id);
      for (const kept of gone) active.splice(active.indexOf(kept), 1);
      return gone.length;
    },
    strikes,
    strike: (subject, ...kinds) => strikes(subject, ...kinds)[0],
  };
};
