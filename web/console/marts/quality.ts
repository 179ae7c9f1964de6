import type { ShownQuality } from "@millrace/core/domain/shown-marts";
import { h } from "../../elements.ts";
import { numberCell, tableOf } from "../table.ts";
import { count, percent } from "../words.ts";

type Day = ShownQuality["days"][number];
type Fault = Exclude<keyof Day, "day" | "accepted">;

const faults: readonly [name: Fault, words: string, note: string][] = [
  ["rejected", "refused", "in quarantine, with a reason"],
  ["sent_again", "sent again", "by a sender without an answer, or an import repeated; counted once"],
  ["bots", "of bots", "flagged, and left out of every table here"],
  ["late", "late", "came long after they happened"],
  ["skewed", "wrong clock", "of a visitor; corrected"],
  ["denied", "not for recommendations", "personalization was denied"],
];

const arrived = ({ accepted, rejected }: Day): number => accepted + rejected;

const tile = (days: readonly Day[], [name, words, note]: (typeof faults)[number]): HTMLElement => {
  const all = days.reduce((sum, day) => sum + arrived(day), 0);
  const number = days.reduce((sum, day) => sum + day[name], 0);
  return h(
    "div",
    { class: "tile", "data-fault": name },
    h("dt", {}, words),
    h(
      "dd",
      {},
      h("strong", {}, percent(all > 0 ? number / all : 0)),
      h("small", {}, `${count(number)} events: ${note}`),
    ),
  );
};

/** What share of what arrived was fit for use, and what was wrong with the rest. */
export const drawQuality = (quality: ShownQuality | null): HTMLElement => {
  if (quality === null)
    return h("p", { class: "quiet" }, "Nothing has arrived yet, so nothing can be said of its quality.");
  const { days, refusals } = quality;
  return h(
    "div",
    {},
    h("dl", { class: "tiles" }, ...faults.map((fault) => tile(days, fault))),
    refusals.length > 0 &&
      tableOf(
        "why events were refused",
        ["reason", "events"],
        refusals.map(({ reason, events }) => [h("code", {}, reason), numberCell(count(events))]),
      ),
    h(
      "details",
      { class: "more", "data-key": "quality by day" },
      h("summary", {}, "every day in numbers"),
      tableOf(
        "by day of arrival (UTC), newest first",
        ["day", "arrived", ...faults.map(([, words]) => words), "delivered twice", "sent to Personalize at once"],
        days
          .toReversed()
          .map((day) => [
            day.day,
            numberCell(count(arrived(day))),
            ...[...faults.map(([name]) => day[name]), day.redelivered, day.streamed].map((value) =>
              numberCell(count(value)),
            ),
          ]),
      ),
    ),
  );
};
