import type { Faults } from "./faults.ts";

/** Takes an event for a function, to be delivered after an AWS duration; `isCopy` when it was taken before. */
export type Deliver = (arn: string, event: object, how: { delayMs: number; isCopy: boolean }) => void;

const usualLateMs = 60_000;
const usualReorderMs = 10_000;

/**
 * EventBridge delivers at least once and in no order. `duplicate` delivers twice, the second within the minute; `late`
 * holds a delivery back; `reorder` holds it for a random part of its value, so that later ones overtake it; `lose` is what
 * EventBridge does after a day of trying in vain.
 */
export const unreliable =
  (faults: Faults, deliver: Deliver): Deliver =>
  (arn, event, how) => {
    const isTick = (event as { "detail-type"?: unknown })["detail-type"] === "Scheduled Event";
    const subject = `${isTick ? "events.schedule" : "events.delivery"}.${arn.split(":").at(-1) ?? ""}`;
    if (faults.strike(subject, "lose")) return;
    const late = faults.strike(subject, "late");
    const overtaken = faults.strike(subject, "reorder");
    const delayMs = (late?.ms(usualLateMs) ?? 0) + (overtaken ? overtaken.ms(usualReorderMs) * overtaken.chance : 0);
    deliver(arn, event, { delayMs, isCopy: how.isCopy || delayMs > 0 });
    const twice = faults.strike(subject, "duplicate");
    if (twice) deliver(arn, event, { delayMs: delayMs + usualLateMs * twice.chance, isCopy: true });
  };
