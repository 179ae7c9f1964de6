import { randomUUID } from "node:crypto";
import * as sdk from "@aws-sdk/client-eventbridge";
import type { BusEvent, Platform, Service } from "../../kernel/platform.ts";
import { wireService } from "../../kernel/wire/service.ts";
import { targetInput } from "./input.ts";
import { eventLimits } from "./limits.ts";
import { parsePattern, type Matches } from "./pattern.ts";
import { putEventsOperations } from "./put-events.ts";
import { ruleOperations } from "./rule-operations.ts";
import { ruleBook, type Rule } from "./rules.ts";
import { createScheduler } from "./scheduler.ts";
import { targetOperations } from "./target-operations.ts";

/** An event as its targets get it. */
export interface DeliveredEvent extends BusEvent {
  readonly version: "0";
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601, in seconds. */
  readonly time: string;
}

/**
 * Takes one delivery into the Lambda host's durable queue: synchronous, inside the current state transaction. `event` is
 * what the function gets; `input` is given too when the target replaces the event by a constant.
 */
export type Enqueue = (target: { arn: string; input?: string }, event: object) => void;

export interface Bus {
  /** Matches the event against every rule and enqueues its deliveries, in the caller's transaction. */
  readonly publish: (event: BusEvent, time?: number) => string;
  readonly service: Service;
}

/** EventBridge's default bus: rules, patterns, schedules. */
export const createBus = (platform: Platform, enqueue: Enqueue): Bus => {
  const { state, clock, account, region } = platform;
  const rules = ruleBook(platform);
  const compiled = new Map<string, Matches>();

  const matches = (pattern: string, event: DeliveredEvent): boolean => {
    const known = compiled.get(pattern) ?? parsePattern(pattern);
    compiled.set(pattern, known);
    return known(event);
  };
  const stamped = (event: BusEvent, time: number): DeliveredEvent => ({
    version: "0",
    id: randomUUID(),
    "detail-type": event["detail-type"],
    source: event.source,
    account,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region,
    resources: event.resources,
    detail: event.detail,
  });
  const deliver = (rule: Rule, event: DeliveredEvent): void => {
    for (const target of rule.targets)
      enqueue({ arn: target.Arn ?? "", ...(target.Input && { input: target.Input }) }, targetInput(target, event));
  };

  const publish = (event: BusEvent, time = clock.now()): string => {
    const delivered = stamped(event, time);
    state.transaction(() => {
      for (const rule of rules.all())
        if (rule.enabled && rule.pattern !== undefined && matches(rule.pattern, delivered)) deliver(rule, delivered);
    });
    return delivered.id;
  };

  const scheduler = createScheduler(platform, rules, (rule, time) =>
    deliver(
      rule,
      stamped({ source: "aws.events", "detail-type": "Scheduled Event", resources: [rule.arn], detail: {} }, time),
    ),
  );

  const handlers = {
    ...ruleOperations(platform, rules, scheduler),
    ...targetOperations(platform, rules),
    ...putEventsOperations(platform, publish),
  };
  const client = new sdk.EventBridgeClient({ region, endpoint: "http://127.0.0.1" });
  return {
    publish,
    service: {
      name: "events",
      handles: wireService("eventbridge", sdk, client, handlers, { limits: eventLimits }),
      resume: () => scheduler.resume(),
      close: async () => scheduler.close(),
    },
  };
};
