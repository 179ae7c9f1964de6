/** A process of its own, to be killed: S3 and Firehose on the directory given as argument. Prints its port. */
import { realClock } from "../../../../local/kernel/clock.ts";
import { startInstance } from "../../../../local/kernel/instance.ts";
import { firehose } from "../../../../local/services/firehose/service.ts";
import { s3 } from "../../../../local/services/s3/service.ts";

const { port } = await startInstance({
  clock: realClock(300),
  directory: process.argv[2] ?? "",
  port: 0,
  services(platform) {
    const store = s3(platform);
    return { services: [store, firehose(platform, store.objects)] };
  },
});
process.stdout.write(`${port}\n`);
