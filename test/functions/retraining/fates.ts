/** Parameters as the fake reads them: it knows which ones are text. */
export type Input = Record<string, string>;

export interface Fate {
  status: string;
  failureReason?: string;
}

/** As CreateBatchInferenceJob has it. */
export interface BatchInput {
  readonly solutionVersionArn: string;
  readonly jobInput: { readonly s3DataSource: { readonly path: string } };
  readonly jobOutput: { readonly s3DataDestination: { readonly path: string } };
}

export interface Made {
  input: Input;
  at: number;
  update?: { input: Input; at: number };
}

/** What the fake lives in. */
export interface Surroundings {
  now: () => number;
  boundary: () => Promise<void>;
  signs?: (() => Promise<unknown>) | undefined;
  /** What becomes of a resource when its time is over; ACTIVE unless said. `kind` as in its ARN, or solution-version. */
  fate?: (kind: string, arn: string) => Fate | undefined;
  metrics?: (solutionVersionArn: string) => Record<string, number>;
  /** Hears of each batch inference job, to write its lists. */
  batch?: (job: BatchInput) => void;
  /** Whether a second solution version of one name is refused. AWS's documentation does not say. */
  refusesVersions?: boolean;
}
