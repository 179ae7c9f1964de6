/** What the chain makes on Personalize that has a status, and the step that makes it. */
export const stepOf = {
  "dataset-group": "import-datasets",
  dataset: "import-datasets",
  "event-tracker": "import-datasets",
  filter: "import-datasets",
  "dataset-import-job": "import-datasets",
  solution: "train-models",
  "solution-version": "train-models",
  "batch-inference-job": "judge-models",
  campaign: "deploy-campaigns",
} as const;
