import { isDeepStrictEqual } from "node:util";
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import type { Pipeline } from "@millrace/core/domain/pipeline";

/** Undefined: it cannot be known. */
export type BuiltWith = Readonly<Record<string, unknown>> | undefined;

/** The pipeline.yml that the functions there were built with: a run uses that, whatever the file says now. */
export const builtWith = async (config: LambdaClientConfig, name: string): Promise<BuiltWith> => {
  const client = new LambdaClient(config);
  try {
    const Payload = JSON.stringify({ show: "pipeline" });
    const answer = await client.send(new InvokeCommand({ FunctionName: `${name}-retrain`, Payload }));
    if (answer.FunctionError !== undefined) return undefined; // deployed before it could be asked
    return (JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8")) as { pipeline?: BuiltWith }).pipeline;
  } catch {
    return undefined; // nothing is deployed, or the caller may not ask
  } finally {
    client.destroy();
  }
};

const asJson = (value: unknown): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(value)) as Readonly<Record<string, unknown>>;

/** Whether a run would use what is written; `isHere`: on this machine. */
export const builtWithText = (written: Pipeline, built: BuiltWith, isHere: boolean): string => {
  const apply = isHere ? "restart to apply: stop npm start, and start it again" : "deploy to apply";
  if (built === undefined)
    return isHere
      ? "The running instance does not say what it was built from: runs use what it was started with."
      : "The functions do not say what they were built from: runs use what was deployed last.";
  const now = asJson(written);
  const sections = [...new Set([...Object.keys(now), ...Object.keys(built)])].filter(
    (section) => !isDeepStrictEqual(now[section], built[section]),
  );
  return sections.length === 0
    ? "Runs use this pipeline.yml."
    : `Runs use another pipeline.yml: other ${sections.join(", ")}; ${apply}.`;
};
