import { readFileSync } from "node:fs";
import { loadModel } from "../../../recommender/load.ts";
import type { Model } from "../../../recommender/model.ts";

const MOST_LOADED = 8;

/** Trained models in memory, the least recently asked one making room. */
export class Models {
  readonly #path: (file: string) => string;
  readonly #loaded = new Map<string, Model>();

  constructor(path: (file: string) => string) {
    this.#path = path;
  }

  /** Reads a model before anybody asks; a file that cannot be read is reported to whoever does. */
  warm(file: string): void {
    try {
      this.get(file);
    } catch (error) {
      console.error(`personalize: ${file}:`, error);
    }
  }

  get(file: string): Model {
    const model = this.#loaded.get(file) ?? loadModel(readFileSync(this.#path(file)));
    this.#loaded.delete(file);
    this.#loaded.set(file, model);
    for (const oldest of this.#loaded.keys()) {
      if (this.#loaded.size <= MOST_LOADED) break;
      this.#loaded.delete(oldest);
    }
    return model;
  }
}
