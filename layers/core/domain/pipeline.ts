import { keys } from "./pipeline-parts.ts";
import { InvalidPipeline, problemsOf } from "./pipeline-problems.ts";
import { checkReferences } from "./pipeline-references.ts";
import { shape, type Pipeline } from "./pipeline-shape.ts";
import { productDatabaseKeys } from "./product-database.ts";

export type { BatchLists, Campaign, Filter, Pipeline, Placement, Solution, Source } from "./pipeline-shape.ts";

const checked = shape.superRefine((pipeline, context) =>
  checkReferences(pipeline, (path, message, suggestion) =>
    context.addIssue({ code: "custom", path, message, params: { suggestion } }),
  ),
);

/** Check what pipeline.yml says. Throws InvalidPipeline, which names all that is wrong by path, reason and suggestion. */
export const parsePipeline = (written: unknown): Pipeline => {
  const read = checked.safeParse(written);
  if (read.success) return read.data;
  throw new InvalidPipeline(
    problemsOf(read.error, written, [...Object.keys(shape.shape), ...keys, ...productDatabaseKeys]),
  );
};
