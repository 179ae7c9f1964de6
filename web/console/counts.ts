import { h } from "../elements.ts";
import type { Counts } from "./api.ts";
import { numberCell, tableOf } from "./table.ts";
import { count, when } from "./words.ts";

const tile = (name: string, value: number, note: string): HTMLElement =>
  h(
    "div",
    { class: "tile", "data-count": name },
    h("dt", {}, name),
    h("dd", {}, h("strong", {}, count(value)), h("small", {}, note)),
  );

const shownDays = 14;

const numbers = (name: string, ...values: number[]) => [name, ...values.map((value) => numberCell(count(value)))];

/** Events per tier, and the identity that says none was lost on the way. */
export const drawCounts = ({ counts }: Counts): HTMLElement => {
  if (counts === null) return h("p", { class: "quiet" }, "Nothing has been counted yet: the lake job has not run.");
  const { received, rejected, accepted, unique, duplicates, unreadable, redelivered, bots, late } = counts;
  const { objects, partitions, identity, generatedAt, days, sources } = counts;
  return h(
    "div",
    {},
    h(
      "dl",
      { class: "tiles" },
      tile("received", received, "events at the door"),
      tile("rejected", rejected, "in quarantine, with a reason"),
      tile("accepted", accepted, `raw lines in ${count(objects)} objects`),
      tile("duplicates", duplicates, "sent more than once"),
      unreadable > 0 && tile("unreadable", unreadable, "in quarantine, for the lake job could not read them"),
      tile("unique", unique, `in ${count(partitions)} days of T1: ${count(bots)} of bots, ${count(late)} late`),
    ),
    ...identity.map(({ name, left, right, holds }) =>
      h(
        "p",
        { class: "identity", "data-holds": String(holds) },
        `${holds ? "✓" : "✗"} ${name}: ${count(left)} ${holds ? "=" : "≠"} ${count(right)}`,
      ),
    ),
    days.length > 0 &&
      tableOf(
        days.length > shownDays ? `by day of arrival, the last ${shownDays}` : "by day of arrival",
        ["day", "received", "rejected", "accepted", "unique"],
        days
          .slice(-shownDays)
          .map(({ day, received, rejected, accepted, unique }) => numbers(day, received, rejected, accepted, unique)),
      ),
    sources.length > 0 &&
      tableOf(
        "by source",
        ["source", "accepted", "unique"],
        sources.map(({ source, accepted, unique }) => numbers(source, accepted, unique)),
      ),
    h(
      "p",
      { class: "quiet" },
      `Counted by the lake job, ${when(generatedAt)}.`,
      redelivered > 0 && ` ${count(redelivered)} lines were delivered twice and count once.`,
    ),
  );
};
