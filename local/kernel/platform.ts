import type { Faults } from "../faults/faults.ts";
import type { Clock } from "./clock.ts";
import type { State } from "./state.ts";
import type { WireService } from "./wire/service.ts";

/** An event for EventBridge's default bus; the bus adds id, time, account, region and version. */
export interface BusEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** What every local service stands on. */
export interface Platform {
  readonly clock: Clock;
  readonly state: State;
  /** Where this instance keeps its files. */
  readonly directory: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** What is to go wrong on purpose; nothing, unless somebody asked for it. */
  readonly faults: Faults;
  /** The address SDK clients use: `http://127.0.0.1:PORT`. Known once the server listens. */
  endpoint(): string;
  /** Durable at once: call it inside the `state.transaction` that makes the thing true. */
  publish(event: BusEvent): void;
}

/** One AWS service on this machine. */
export interface Service {
  readonly name: string;
  readonly handles: WireService;
  /** Re-arms timers and takes up work found in the state. Called once, after every service exists. */
  resume(): void;
  close(): Promise<void>;
}
