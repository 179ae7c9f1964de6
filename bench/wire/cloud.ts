/** `cloud.ts DIRECTORY`: the whole local AWS with its functions. Says over IPC what it took to start; its memory when asked. */
import { startCloud } from "../../local/main.ts";

const began = performance.now() - process.uptime() * 1000; // from the process's own start
const { endpoint, bucket } = await startCloud({
  directory: process.argv[2] ?? "",
  awsPort: 0,
  sitePort: 0,
  say: () => undefined,
});
process.on("disconnect", () => process.exit());
process.on("message", () => process.send?.({ rss: process.memoryUsage.rss() }));
process.send?.({
  endpoint,
  bucket,
  startedMs: performance.now() - began,
  cpuMs: (process.cpuUsage().user + process.cpuUsage().system) / 1000,
});
