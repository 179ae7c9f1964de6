import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Faults } from "../../local/faults/faults.ts";
import { manualClock, type Clock, type ManualClock } from "../../local/kernel/clock.ts";
import { startInstance, type Instance, type InstanceOptions } from "../../local/kernel/instance.ts";
import type { BusEvent, Platform } from "../../local/kernel/platform.ts";

/** An SDK client's configuration for the server under test. Retries are off, so a test sees each error. */
export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: "ap-northeast-2",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});

export interface TestCloud<C extends Clock = ManualClock> {
  /** Changes with every restart, as the port does. */
  config(): ReturnType<typeof clientConfig>;
  readonly clock: C;
  readonly directory: string;
  platform(): Platform;
  /** What was published, newest last, across restarts. */
  readonly published: BusEvent[];
  /** Closes, then starts again on the same directory. */
  restart(): Promise<void>;
  /** Closes and removes every file. */
  close(): Promise<void>;
}

const start = Date.UTC(2026, 10, 21, 9, 0, 0);

/** A server with the given services on a fresh directory and a clock that the test moves. */
export const testCloud = async (services: InstanceOptions["services"], faults?: Faults): Promise<TestCloud> =>
  cloudWith(services, manualClock(start), faults);

export const cloudWith = async <C extends Clock>(
  services: InstanceOptions["services"],
  clock: C,
  faults?: Faults,
): Promise<TestCloud<C>> => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-"));
  const published: BusEvent[] = [];
  const open = (): Promise<Instance> =>
    startInstance({
      clock,
      faults,
      directory,
      port: 0,
      services: (platform) => {
        const made = services(platform);
        return {
          ...made,
          publish: (event) => {
            published.push(event);
            made.publish?.(event);
          },
        };
      },
    });
  let instance = await open();
  return {
    config: () => clientConfig(instance.platform.endpoint()),
    clock,
    directory,
    platform: () => instance.platform,
    published,
    async restart() {
      await instance.close();
      instance = await open();
    },
    async close() {
      await instance.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
