import type { Card } from "@millrace/core/domain/card";
import type { LinkedRun } from "@millrace/core/domain/history";
import type { JudgedModel, Live, Watched } from "@millrace/core/domain/run";

export type { ShownMarts as Marts } from "@millrace/core/domain/shown-marts";

export type ShownRun = LinkedRun;

/** `GET /v1/console/runs`: newest first. */
export interface Runs {
  now: number;
  runs: ShownRun[];
}
/** `GET /v1/console/models`: of the same runs. */
export interface Models {
  /** What the gate judges by. */
  metric: string;
  models: (JudgedModel & { run: string; live: string[] })[];
  live: Live[];
}
/** `GET /v1/console/counts`: null until the lake job has run. */
export interface Counts {
  counts: null | {
    generatedAt: string | number;
    received: number;
    rejected: number;
    accepted: number;
    unique: number;
    duplicates: number;
    /** Lines no job can read. */
    unreadable: number;
    /** Lines that say an event once more. */
    redelivered: number;
    bots: number;
    late: number;
    objects: number;
    partitions: number;
    identity: { name: string; left: number; right: number; holds: boolean }[];
    /** By day of arrival (UTC), oldest first. */
    days: { day: string; received: number; accepted: number; rejected: number; unique: number }[];
    sources: { source: string; accepted: number; unique: number }[];
  };
}

/** `GET /v1/console/cards`: of the last runs that succeeded. */
export interface Cards {
  metric: string;
  cards: Card[];
}
/** `GET /v1/console/promises`: `at` is null until they were measured. */
export interface Promised {
  at: number | null;
  promises: Watched["promises"];
}

/** Thrown when the key is not the one deployed. */
export class Refused extends Error {}

/** Throws Refused, or an Error for people. */
const ask = async (page: string, key: string): Promise<Response> => {
  const answer = await fetch(`/v1/console/${page}`, {
    headers: { authorization: `Bearer ${key}` },
    cache: "no-store",
    signal: AbortSignal.timeout(15_000),
  });
  if (answer.ok) return answer;
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } };
  const message = error?.message ?? `the API answered ${answer.status}`;
  throw answer.status === 401 || answer.status === 403 ? new Refused(message) : new Error(message);
};

type Page = "runs" | "models" | "counts" | "cards" | "promises" | "marts" | "history";

/** One of the console's pages. Throws Refused, or an Error for people. */
export const read = async <T>(page: Page, key: string): Promise<T> => (await (await ask(page, key)).json()) as T;

/** The same of a page for people. */
export const readText = async (page: "report", key: string): Promise<string> => (await ask(page, key)).text();
