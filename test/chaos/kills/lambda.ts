import { randomUUID } from "node:crypto";

/** One Lambda's process: loads the built functions, says "ready", then serves one invocation after the other until it is killed. */
type Handler = (event: unknown, context: object) => Promise<unknown>;

export interface Invocation {
  readonly name: string;
  readonly event: unknown;
  readonly timeoutMs: number;
}

const [built = "", ...names] = process.argv.slice(2);
const handlers = new Map<string, Handler>();
for (const name of names) {
  const loaded = (await import(`${built}/${name}.js`)) as { handler: Handler };
  handlers.set(name, loaded.handler);
}

process.on("message", ({ name, event, timeoutMs }: Invocation) => {
  const until = Date.now() + timeoutMs;
  const context = {
    functionName: name,
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, until - Date.now()),
  };
  const handler = handlers.get(name);
  if (handler === undefined) throw new Error(`no function is called ${name}`);
  handler(event, context).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? `${error.name}: ${error.message}` : error }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
