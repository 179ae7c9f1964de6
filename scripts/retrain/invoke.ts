import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

/** Calls a function of a running instance, as `sls invoke` does on AWS. Throws what the function threw. */
export const invoke = async <Answer>(endpoint: string, name: string, payload: object): Promise<Answer> => {
  const client = new LambdaClient({
    endpoint,
    region: "ap-northeast-2",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }));
    const said = JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8")) as Answer & { errorMessage?: string };
    if (answer.FunctionError !== undefined) throw new Error(said.errorMessage ?? answer.FunctionError);
    return said;
  } finally {
    client.destroy();
  }
};
