import { LRUCache } from "lru-cache";

/** A bounded memory of this Lambda instance; what was used longest ago goes first. */
export const memory = <T extends object>(max: number): LRUCache<string, T> => new LRUCache<string, T>({ max });
