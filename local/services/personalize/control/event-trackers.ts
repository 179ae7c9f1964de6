import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import type { TrackerRecord } from "../records.ts";
import { alreadyExists, needed } from "../refusals.ts";
import type { ControlApi } from "./api.ts";

export const eventTrackers = ({ platform, groups, trackers, arn }: Context) => {
  const { clock, account: accountId } = platform;
  const shown = ({ arn: eventTrackerArn, name, life }: TrackerRecord) => {
    const { failureReason: _none, ...times } = lifeOf(life, clock.now());
    return { name, eventTrackerArn, ...times };
  };
  return {
    /** One per dataset group. */
    CreateEventTracker({ name: given, datasetGroupArn }) {
      const name = needed(given, "name");
      const group = groups.getActive(datasetGroupArn);
      const other = trackers.all().find(({ groupArn }) => groupArn === group.arn);
      if (other) throw alreadyExists(other.arn);
      const trackingId = randomUUID();
      const record = { arn: arn("event-tracker", trackingId.slice(0, 8)), name, groupArn: group.arn, trackingId };
      trackers.add({ ...record, life: born(clock, ACTIVE_AFTER.eventTracker) });
      return { eventTrackerArn: record.arn, trackingId };
    },
    DescribeEventTracker({ eventTrackerArn }) {
      const record = trackers.get(eventTrackerArn);
      const { trackingId, groupArn: datasetGroupArn } = record;
      return { eventTracker: { ...shown(record), accountId, trackingId, datasetGroupArn } };
    },
    ListEventTrackers(input) {
      const all = trackers.all().filter(({ groupArn }) => !input.datasetGroupArn || groupArn === input.datasetGroupArn);
      const { page, ...token } = pageOf(all, input);
      return { eventTrackers: page.map(shown), ...token };
    },
    DeleteEventTracker({ eventTrackerArn }) {
      trackers.delete(trackers.get(eventTrackerArn));
      return {};
    },
  } satisfies ControlApi;
};
