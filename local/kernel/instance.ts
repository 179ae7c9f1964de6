import { join } from "node:path";
import { faultControl } from "../faults/control.ts";
import { createFaults, type Faults } from "../faults/faults.ts";
import { faultGate } from "../faults/gate.ts";
import type { Clock } from "./clock.ts";
import type { Control } from "./control.ts";
import type { BusEvent, Platform, Service } from "./platform.ts";
import { startWire, type Passage } from "./server.ts";
import { State } from "./state.ts";
import { gatesInRow, type Gate } from "./wire/gate.ts";

export interface InstanceOptions {
  readonly clock: Clock;
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly account?: string;
  readonly region?: string;
  /** Default: none, with a seed of its own. */
  readonly faults?: Faults;
  /** Makes the services, in the order they are closed in reverse. `publish` must be set by whoever owns the bus. */
  services(platform: Platform & { publish: (event: BusEvent) => void }): {
    services: readonly Service[];
    passages?: readonly Passage[];
    publish?: (event: BusEvent) => void;
    /** Decides about every call before its faults do. */
    gate?: Gate;
    controls?: Readonly<Record<string, Control>>;
  };
}

export interface Instance {
  readonly platform: Platform;
  readonly port: number;
  /** Stops the server, then the services, then the state. What was acknowledged is kept. */
  close(): Promise<void>;
}

/** Starts services on one state, one clock and one port. Resolves when requests are answered. */
export const startInstance = async (options: InstanceOptions): Promise<Instance> => {
  const state = new State(join(options.directory, "state.sqlite"));
  let port = options.port;
  let publish: (event: BusEvent) => void = () => undefined; // until a bus is there nobody listens
  const platform: Platform = {
    clock: options.clock,
    state,
    directory: options.directory,
    account: options.account ?? "000000000000",
    region: options.region ?? "ap-northeast-2",
    faults: options.faults ?? createFaults(),
    endpoint: () => `http://127.0.0.1:${port}`,
    publish: (event) => publish(event),
  };
  const made = options.services(platform);
  if (made.publish) publish = made.publish;
  const gates = [...(made.gate ? [made.gate] : []), faultGate(platform)];
  const wire = await startWire({
    services: made.services.map((service) => service.handles),
    passages: made.passages,
    controls: { "/_millrace/faults": faultControl(platform.faults), ...made.controls },
    gate: gatesInRow(...gates),
    port: options.port,
  }).catch((error: unknown) => {
    state.close();
    throw error;
  });
  port = wire.port;
  for (const service of made.services) service.resume();
  return {
    platform,
    port,
    async close() {
      const closed = new Promise((resolve) => wire.server.close(resolve));
      wire.server.closeAllConnections();
      await closed;
      for (const service of [...made.services].reverse()) await service.close();
      state.close();
    },
  };
};
