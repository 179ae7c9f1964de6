import type { Clock } from "../../kernel/clock.ts";
import { GONE_AFTER, PENDING } from "./durations.ts";

/** Due times of one resource, from which its status is read; ms since the epoch. */
export interface Lifecycle {
  createdAt: number;
  startsAt: number;
  /** Not ACTIVE before this. */
  endsAt: number;
  /** Only where something has to be really done; ACTIVE needs "done" as well. */
  work?: "due" | "done" | "failed";
  /** When the work ended. */
  workedAt?: number;
  failureReason?: string;
  stopping?: { since: number; until: number };
  deleting?: { since: number; startsAt: number; until: number };
}

export function born(clock: Clock, activeAfterMs: number, work?: "due"): Lifecycle {
  return {
    createdAt: clock.now(),
    startsAt: clock.due(PENDING),
    endsAt: clock.due(activeAfterMs),
    ...(work && { work }),
  };
}

export function dying(life: Lifecycle, clock: Clock): Lifecycle {
  return { ...life, deleting: { since: clock.now(), startsAt: clock.due(PENDING), until: clock.due(GONE_AFTER) } };
}

/** Personalize's word: a space after CREATE, DELETE and STOP, an underscore in IN_PROGRESS. */
export function statusOf(life: Lifecycle, now: number): string {
  if (life.deleting) return now < life.deleting.startsAt ? "DELETE PENDING" : "DELETE IN_PROGRESS";
  if (life.stopping) return now < life.stopping.until ? "CREATE STOPPING" : "CREATE STOPPED";
  if (life.work === "failed") return "CREATE FAILED";
  if (now < life.startsAt) return "CREATE PENDING";
  return now < life.endsAt || life.work === "due" ? "CREATE IN_PROGRESS" : "ACTIVE";
}

export const isActive = (life: Lifecycle, now: number): boolean => statusOf(life, now) === "ACTIVE";

export const isUnderWay = (life: Lifecycle, now: number): boolean =>
  ["CREATE PENDING", "CREATE IN_PROGRESS", "CREATE STOPPING"].includes(statusOf(life, now));

/** The members every Describe and List has. */
export function lifeOf(life: Lifecycle, now: number) {
  const changes = [
    life.createdAt,
    life.startsAt,
    life.endsAt,
    life.workedAt,
    life.stopping?.since,
    life.stopping?.until,
  ];
  const past = [...changes, life.deleting?.since].filter((time): time is number => time !== undefined && time <= now);
  return {
    status: statusOf(life, now),
    creationDateTime: new Date(life.createdAt),
    lastUpdatedDateTime: new Date(Math.max(...past)),
    ...(life.failureReason !== undefined && { failureReason: life.failureReason }),
  };
}
