/** A process of its own, to be killed: S3, Firehose and Glue on the directory given as argument. Prints its port. */
import { realClock } from "../../../local/kernel/clock.ts";
import { startInstance } from "../../../local/kernel/instance.ts";
import { firehose } from "../../../local/services/firehose/service.ts";
import { createGlue } from "../../../local/services/glue/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";

const { port } = await startInstance({
  clock: realClock(600),
  directory: process.argv[2] ?? "",
  port: 0,
  services(platform) {
    const told = platform.state.collection<object>("told");
    const store = s3(platform, {
      exists: () => true,
      send: (_arn, event) => {
        const [record] = (event as { Records: { s3: { object: { sequencer: string } } }[] }).Records;
        told.put(record?.s3.object.sequencer ?? "", event);
      },
    });
    const services = [store, firehose(platform, store.objects), createGlue(platform, { runners: {} }, store.objects)];
    return { services, controls: { "/_told": () => told.list().map(({ value }) => value) } };
  },
});
process.stdout.write(`${port}\n`);
