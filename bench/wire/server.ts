/**
 * `server.ts bare`: node:http that reads and parses a body and counts its records, and does nothing else.
 * `server.ts firehose DIRECTORY`: the local Firehose and S3. Tells its port over IPC, and its CPU time when asked.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { realClock } from "../../local/kernel/clock.ts";
import { startInstance } from "../../local/kernel/instance.ts";
import { firehose } from "../../local/services/firehose/service.ts";
import { s3 } from "../../local/services/s3/service.ts";

const bare = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { Records } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { Records: unknown[] };
        const body = JSON.stringify({ FailedPutCount: 0, records: Records.length });
        response
          .writeHead(200, { "content-type": "application/x-amz-json-1.1", "content-length": body.length })
          .end(body);
      });
    });
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

const whole = async (directory: string): Promise<number> => {
  const { port } = await startInstance({
    clock: realClock(1),
    directory,
    port: 0,
    services(platform) {
      const store = s3(platform);
      return { services: [store, firehose(platform, store.objects)] };
    },
  });
  return port;
};

const [kind, directory = ""] = process.argv.slice(2);
const port = kind === "bare" ? await bare() : await whole(directory);
process.on("disconnect", () => process.exit());
process.on("message", () => process.send?.({ all: process.cpuUsage(), serving: process.threadCpuUsage() }));
process.send?.({ port });
