/** `{"show": "pipeline"}`: not a wish for a run, but what this function was built with, which is what runs use. */
export const isAskedForPipeline = (event: unknown): boolean =>
  typeof event === "object" && event !== null && "show" in event && event.show === "pipeline";
