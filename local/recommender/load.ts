import { BlendedModel } from "./blended-model.ts";
import { loadKnowledge } from "./model-file.ts";
import type { Model } from "./model.ts";

/** Read back what `model.save()` wrote. Throws when the file is damaged or of another version. */
export function loadModel(file: Buffer): Model {
  return new BlendedModel(loadKnowledge(file));
}
