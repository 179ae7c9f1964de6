import type { Pipeline } from "./pipeline.ts";

type Metrics = Readonly<Record<string, number>>;

interface Compared {
  readonly candidate: Metrics;
  /** Of the version that serves now; undefined when none does. */
  readonly live: Metrics | undefined;
  /** Of the popularity model of the same run; undefined when the pipeline has none. */
  readonly baseline: Metrics | undefined;
}

export interface Judgement {
  readonly verdict: "deploy" | "keep";
  readonly reasons: string[];
}

const shown = (value: number) => value.toFixed(4);
const percent = (share: number) => `${+(share * 100).toFixed(2)} %`;

/**
 * May the candidate replace what serves now? Not when it is worse than the live model by more than `worseThanLive`, nor when it
 * does not beat the baseline by more than `betterThanBaseline`; both relative. The live model was measured on older data, so its
 * margin has to allow for that too. A candidate without the metric is never deployed.
 */
export const judge = (gate: Pipeline["gate"], { candidate, live, baseline }: Compared): Judgement => {
  const { metric, worseThanLive, betterThanBaseline } = gate;
  const value = candidate[metric];
  if (value === undefined || !Number.isFinite(value))
    return { verdict: "keep", reasons: [`Personalize reported no ${metric} for it`] };

  const objections: string[] = [];
  const approvals: string[] = [];
  const check = (passes: boolean, reason: string) => (passes ? approvals : objections).push(reason);

  const ofLive = live?.[metric];
  if (ofLive === undefined) approvals.push("no live model to compare with");
  else {
    const passes = value >= ofLive * (1 - worseThanLive);
    const words = passes
      ? "not worse than the live model"
      : `worse than the live model by more than ${percent(worseThanLive)}`;
    check(passes, `${words}: ${shown(value)}, live ${shown(ofLive)}`);
  }

  const ofBaseline = baseline?.[metric];
  if (ofBaseline === undefined) approvals.push("no baseline to compare with");
  else {
    const passes = value > ofBaseline * (1 + betterThanBaseline);
    const margin = betterThanBaseline > 0 ? ` by more than ${percent(betterThanBaseline)}` : "";
    check(
      passes,
      `${passes ? "beats" : "does not beat"} popularity${margin}: ${shown(value)}, popularity ${shown(ofBaseline)}`,
    );
  }

  return objections.length > 0 ? { verdict: "keep", reasons: objections } : { verdict: "deploy", reasons: approvals };
};
