import document from "../../../pipeline.yml";
import { parsePipeline, type Pipeline } from "../domain/pipeline.ts";

/** What the operator decided, read when the Lambda loads. The build inlines the file. */
export const pipeline: Pipeline = parsePipeline(document);
