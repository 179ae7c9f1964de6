import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "../cloud.ts";

const script = join(import.meta.dirname, "instance.ts");

/** One life of an instance, from its start to `kill -9`. */
export interface Life {
  readonly s3: S3Client;
  readonly firehose: FirehoseClient;
  readonly glue: GlueClient;
  readonly endpoint: string;
  isOver(): boolean;
  kill(): Promise<void>;
}

export const begin = async (directory: string): Promise<Life> => {
  const child: ChildProcess = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
  if (!child.stdout) throw new Error("the instance has no stdout");
  const exit = once(child, "exit");
  const [port] = (await Promise.race([once(child.stdout, "data"), exit])) as [Buffer | number];
  if (!Buffer.isBuffer(port)) throw new Error(`the instance did not start: ${port}`);
  const endpoint = `http://127.0.0.1:${String(port).trim()}`;
  const clients = {
    s3: new S3Client(clientConfig(endpoint)),
    firehose: new FirehoseClient(clientConfig(endpoint)),
    glue: new GlueClient(clientConfig(endpoint)),
  };
  let isOver = false;
  return {
    ...clients,
    endpoint,
    isOver: () => isOver,
    async kill() {
      isOver = true;
      child.kill("SIGKILL");
      await exit;
      for (const client of Object.values(clients)) client.destroy();
    },
  };
};
