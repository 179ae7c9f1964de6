import type {
  CampaignConfig,
  Domain,
  EventsConfig,
  ImportMode,
  SolutionConfig,
  TrainingMode,
  TrainingType,
} from "@aws-sdk/client-personalize";
import type { Metrics } from "../../recommender/metrics.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** What every resource with a status has. The ARN is its key. */
export interface Resource {
  arn: string;
  name: string;
  life: Lifecycle;
}

export interface SchemaRecord {
  arn: string;
  name: string;
  schema: string;
  domain?: Domain;
  createdAt: number;
}

export interface GroupRecord extends Resource {
  roleArn?: string;
  kmsKeyArn?: string;
}

export type DatasetType = "INTERACTIONS" | "ITEMS" | "USERS";

/** A file of imported rows. A FULL import leaves one, each INCREMENTAL one adds another. */
export interface Part {
  file: string;
  rows: number;
  importedAt: number;
}

export interface DatasetRecord extends Resource {
  groupArn: string;
  type: DatasetType;
  schemaArn: string;
  parts: Part[];
  update?: { schemaArn: string; life: Lifecycle };
}

export interface ImportRecord extends Resource {
  datasetArn: string;
  groupArn: string;
  dataLocation: string;
  roleArn?: string;
  mode: ImportMode;
}

export interface SolutionRecord extends Resource {
  groupArn: string;
  recipeArn: string;
  eventType?: string;
  config?: SolutionConfig;
  /** Absent: never trains by itself. */
  settings?: SolutionSettings;
  update?: { settings?: SolutionSettings; life: Lifecycle };
  /** When it trains by itself next, unless somebody trained it since: ms since the epoch. */
  nextTraining?: { at: number; unlessSince?: number };
}

/** What of a solution can be updated. */
export interface SolutionSettings {
  autoTraining: { isOn: boolean; expression: string };
  events?: EventsConfig;
}

export interface VersionRecord extends Resource {
  solutionArn: string;
  groupArn: string;
  mode: TrainingMode;
  /** Absent: MANUAL. */
  type?: TrainingType;
  /** The model, relative to the instance's directory. */
  file: string;
  metrics?: Metrics;
  trainingHours?: number;
  /** The newest streamed event that the model knows. */
  streamedThrough?: number;
}

export interface Deployment {
  versionArn: string;
  minProvisionedTPS?: number;
  config?: CampaignConfig;
}

export interface CampaignRecord extends Resource, Deployment {
  groupArn: string;
  update?: Deployment & { life: Lifecycle };
}

export interface FilterRecord extends Resource {
  groupArn: string;
  expression: string;
}

export interface TrackerRecord extends Resource {
  groupArn: string;
  trackingId: string;
}
