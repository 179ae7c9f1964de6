import { Agent, createServer, request as ask, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Asked before a request reaches AWS, and again when AWS has answered. `true`: its sender was killed, so nobody is told. */
export type Boundary = (operation: string, side: "before" | "after") => Promise<boolean>;

export interface Proxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** "Personalize.CreateCampaign", "GET s3". */
const operationOf = ({ headers, method }: IncomingMessage): string => {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? (target.split(".").at(-1) ?? target) : `${method} s3`;
};

/** Stands between a Lambda and AWS, so that it can be killed at every boundary of every call. */
export const startProxy = async (port: number, boundary: Boundary): Promise<Proxy> => {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const pass = async (): Promise<void> => {
      const operation = operationOf(incoming);
      const body = await buffer(incoming);
      if (await boundary(operation, "before")) return void outgoing.destroy();
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const { method, url, headers } = incoming;
        ask({ agent, host: "127.0.0.1", port, method, path: url, headers }, resolve).on("error", reject).end(body);
      });
      const answered = await buffer(answer);
      if (await boundary(operation, "after")) return void outgoing.destroy();
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
    };
    pass().catch(() => outgoing.destroy()); // the sender is gone
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
