import {
  DeleteRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type PutRuleCommandInput,
} from "@aws-sdk/client-eventbridge";
import type { EventEntry } from "./document.ts";
import type { LambdaFunction } from "./functions.ts";

/** A rule that wakes a function: at times, or for events of a pattern. */
export interface Trigger {
  readonly name: string;
  readonly functionName: string;
  readonly schedule?: string;
  readonly pattern?: unknown;
  readonly enabled: boolean;
  /** Replaces the event. */
  readonly input?: unknown;
}

/** Thrown for an event source that the local host cannot wire. */
export class UnknownTrigger extends Error {
  override readonly name = "UnknownTrigger";
}

interface ScheduleEntry {
  readonly rate?: string | readonly string[];
  readonly pattern?: unknown;
  readonly schedule?: string;
  readonly enabled?: boolean;
  readonly input?: unknown;
}

const understood = ["rate", "pattern", "schedule", "enabled", "input", "name", "description", "method"];

const ruleEntries = (event: EventEntry, about: string): ScheduleEntry[] => {
  const [[kind, value] = ["", undefined]] = Object.entries(event);
  if (kind === "httpApi") return [];
  if (kind !== "schedule" && kind !== "eventBridge")
    throw new UnknownTrigger(
      `${about}: an event "${kind}" cannot be wired on this machine (httpApi, schedule and eventBridge can)`,
    );
  if (typeof value === "string") return [{ schedule: value }];
  const entry = value as ScheduleEntry;
  const strange = Object.keys(entry).filter((name) => !understood.includes(name));
  if (strange.length > 0)
    throw new UnknownTrigger(`${about}: ${kind} with ${strange.join(", ")} cannot be wired on this machine`);
  if (entry.rate === undefined) return [entry];
  return [entry.rate].flat().map((schedule) => ({ ...entry, schedule }));
};

/** The rules that the functions' `schedule` and `eventBridge` events ask for, named as osls names them. */
export const triggersOf = (functions: readonly LambdaFunction[]): Trigger[] =>
  functions.flatMap((fn) =>
    fn.events
      .flatMap((event) => ruleEntries(event, fn.key))
      .map(({ schedule, pattern, enabled = true, input }, index) => ({
        name: `${fn.name}-rule-${index + 1}`,
        functionName: fn.name,
        enabled,
        ...(schedule === undefined ? {} : { schedule }),
        ...(pattern === undefined ? {} : { pattern }),
        ...(input === undefined ? {} : { input }),
      })),
  );

const ruleInput = ({ name, schedule, pattern, enabled }: Trigger): PutRuleCommandInput => ({
  Name: name,
  State: enabled ? "ENABLED" : "DISABLED",
  ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
  ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
});

/** Makes the default bus's rules with this prefix those and no others. A rule that stays keeps its rhythm. */
export const wireTriggers = async (
  client: EventBridgeClient,
  triggers: readonly Trigger[],
  prefix: string,
  arnOf: (functionName: string) => string,
): Promise<void> => {
  const wanted = new Set(triggers.map(({ name }) => name));
  const { Rules = [] } = await client.send(new ListRulesCommand({ NamePrefix: prefix, Limit: 100 }));
  for (const { Name } of Rules) if (Name !== undefined && !wanted.has(Name)) await removeRule(client, Name);
  for (const trigger of triggers) {
    await client.send(new PutRuleCommand(ruleInput(trigger)));
    const target = {
      Id: "function",
      Arn: arnOf(trigger.functionName),
      ...(trigger.input === undefined ? {} : { Input: JSON.stringify(trigger.input) }),
    };
    await client.send(new PutTargetsCommand({ Rule: trigger.name, Targets: [target] }));
  }
};

const removeRule = async (client: EventBridgeClient, name: string): Promise<void> => {
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: name }));
  const ids = Targets.flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
  if (ids.length > 0) await client.send(new RemoveTargetsCommand({ Rule: name, Ids: ids }));
  await client.send(new DeleteRuleCommand({ Name: name }));
};
