import { dayOf } from "@millrace/core/domain/lake";

/** What the lake knows of one request: which of its events were stored, refused, or stored and then unreadable. */
interface RequestAccount {
  day: string;
  count: number;
  accepted: Set<number>;
  rejected: Set<number>;
  unreadable: number;
}

/** One day of arrival (UTC), or their sum. */
export interface DayAccount {
  requests: number;
  /** Σ of the requests' own counts: what the senders were told we had. */
  received: number;
  accepted: number;
  rejected: number;
  /** Lines in raw that say the same request and position once more. */
  redelivered: number;
  /** Lines in raw that no reader can read; the ETL keeps them in quarantine. */
  unreadable: number;
  /** Rows of T1 whose first copy arrived that day, and the later copies of them that were dropped. */
  unique: number;
  duplicates: number;
}

/** An event as one line tells of it. */
export interface Told {
  requestId: string;
  index: number;
  /** Undefined when the line does not say. */
  count: number | undefined;
  receivedAt: number;
}

export interface Account {
  accept(told: Told, eventId: string, where: string): void;
  reject(told: Told, where: string): void;
  unreadable(day: string, requestId: string | undefined): void;
  /** What T1 says it dropped of an event; told before the event itself. */
  drop(eventId: string, duplicates: number): void;
  /** A row of T1. */
  keep(eventId: string, receivedAt: number): void;
  /** All days, once everything was told; and the first identities that break, in words. */
  close(): { days: Map<string, DayAccount>; problems: string[] };
}

/** Counts each event once per request and position, so a line delivered twice cannot make up for one that is missing. */
export function account(): Account {
  const requests = new Map<string, RequestAccount>();
  const copies = new Map<string, number>();
  const dropped = new Map<string, number>();
  const days = new Map<string, DayAccount>();
  const problems: string[] = [];

  const dayAccount = (day: string): DayAccount => {
    const known = days.get(day) ?? emptyDay();
    days.set(day, known);
    return known;
  };

  const requestOf = ({ requestId, index, count, receivedAt }: Told, where: string): RequestAccount => {
    const known = requests.get(requestId) ?? {
      day: dayOf(receivedAt),
      count: count ?? 0,
      accepted: new Set(),
      rejected: new Set(),
      unreadable: 0,
    };
    requests.set(requestId, known);
    if (count === undefined) problems.push(`${where}: request ${requestId} does not say how many events it had`);
    else if (count !== known.count)
      problems.push(`${where}: request ${requestId} had ${known.count} events, and here it says ${count}`);
    else if (index >= count || index < 0)
      problems.push(`${where}: position ${index} in request ${requestId}, which had ${count} events`);
    return known;
  };

  return {
    accept: (told, eventId, where) => {
      const request = requestOf(told, where);
      if (request.accepted.has(told.index)) {
        dayAccount(request.day).redelivered += 1;
        return;
      }
      request.accepted.add(told.index);
      copies.set(eventId, (copies.get(eventId) ?? 0) + 1);
      if (request.rejected.has(told.index))
        problems.push(`${where}: event ${told.index} of request ${told.requestId} is both stored and refused`);
    },
    reject: (told, where) => {
      const request = requestOf(told, where);
      request.rejected.add(told.index);
      if (request.accepted.has(told.index))
        problems.push(`${where}: event ${told.index} of request ${told.requestId} is both stored and refused`);
    },
    unreadable: (day, requestId) => {
      dayAccount(day).unreadable += 1;
      const request = requestId === undefined ? undefined : requests.get(requestId);
      if (request) request.unreadable += 1;
    },
    drop: (eventId, duplicates) => void dropped.set(eventId, duplicates),
    keep: (eventId, receivedAt) => {
      const day = dayAccount(dayOf(receivedAt));
      const duplicates = dropped.get(eventId) ?? 0;
      day.unique += 1;
      day.duplicates += duplicates;
      const stored = copies.get(eventId);
      copies.delete(eventId);
      if (stored === undefined) problems.push(`t1: event ${eventId} is there twice, or no raw line has it`);
      else if (stored !== duplicates + 1)
        problems.push(`t1: event ${eventId} stands for ${duplicates + 1} copies, and raw has ${stored}`);
    },
    close: () => {
      for (const [requestId, request] of requests) {
        const day = dayAccount(request.day);
        day.requests += 1;
        day.received += request.count;
        day.accepted += request.accepted.size;
        day.rejected += request.rejected.size;
        const missing = request.count - request.accepted.size - request.rejected.size - request.unreadable;
        if (missing !== 0)
          problems.push(
            `request ${requestId} of ${request.day}: ${request.count} received, ${request.accepted.size} accepted, ` +
              `${request.rejected.size} rejected: ${missing} are neither`,
          );
      }
      const [behind] = copies.keys();
      if (behind !== undefined)
        problems.push(`t1: ${copies.size} events are not there yet, ${behind} the first; did the lake job run since?`);
      return { days: new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1))), problems };
    },
  };
}

export function emptyDay(): DayAccount {
  return {
    requests: 0,
    received: 0,
    accepted: 0,
    rejected: 0,
    redelivered: 0,
    unreadable: 0,
    unique: 0,
    duplicates: 0,
  };
}

/** The sum of all days. */
export function totalOf(days: Iterable<DayAccount>): DayAccount {
  const total = emptyDay();
  for (const day of days) for (const name of Object.keys(total) as (keyof DayAccount)[]) total[name] += day[name];
  return total;
}
