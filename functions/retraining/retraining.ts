import { chain } from "./chain.ts";
import { announce } from "./steps/announce.ts";
import { deployCampaigns } from "./steps/deploy-campaigns.ts";
import { exportDatasets } from "./steps/export-datasets.ts";
import { importDatasets } from "./steps/import-datasets.ts";
import { judgeModels } from "./steps/judge-models.ts";
import { trainModels } from "./steps/train-models.ts";

/** Nightly retraining, top to bottom. */
export const retraining = chain("retraining")
  .step(exportDatasets) // T1 and the product DB's snapshots → T2
  .step(importDatasets) // T2 → Personalize datasets
  .step(trainModels) // datasets → solution versions
  .step(judgeModels) // metrics against the live model and the popularity baseline
  .step(deployCampaigns) // solution version → live campaign; or keep the old one, and say why
  .step(announce); // the model card, for people
