import type { Model } from "./model.ts";
import { loadKnowledge } from "./model-file.ts";
import { TrainedModel } from "./trained-model.ts";

/** Read back what `model.save()` wrote. Throws UnreadableModel. */
export function loadModel(file: Buffer): Model {
  return new TrainedModel(loadKnowledge(file));
}
