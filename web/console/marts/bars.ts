import { h, svg } from "../../elements.ts";
import { count, dayText } from "../words.ts";

/** Units of the drawing, which is stretched to the place it has. */
const width = 300;
const height = 72;

export interface Bar {
  readonly day: string;
  readonly value: number;
  /** The value for people. */
  readonly text: string;
}

const bar = ({ day, value, text }: Bar, at: number, of: number, most: number, isOpen: boolean): SVGElement => {
  const step = width / of;
  const tall = most > 0 ? (value / most) * height : 0;
  const shape = { x: at * step, y: height - tall, width: step * 0.8, height: tall };
  // the whole column answers to the pointer, also where the bar is low
  return svg(
    "g",
    { class: isOpen ? "bar open" : "bar" },
    svg("title", {}, `${dayText(day)}${isOpen ? ", so far" : ""}: ${text}`),
    svg("rect", { class: "column", x: at * step, y: 0, width: step, height }),
    svg("rect", shape),
  );
};

const span = (bars: readonly Bar[]): string => {
  const [first, last] = [bars[0], bars.at(-1)];
  return first && last ? `${dayText(first.day)} to ${dayText(last.day)}` : "";
};

/** A day a bar. `isOpen`: the last one is not over. */
export const barsOf = (name: string, bars: readonly Bar[], isOpen = false): HTMLElement => {
  const most = Math.max(0, ...bars.map(({ value }) => value));
  const highest = bars.find(({ value }) => value === most)?.text ?? count(most);
  const last = bars.length - 1;
  return h(
    "div",
    { class: "bars" },
    svg(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `${name} by day, ${span(bars)}, at most ${highest}`,
      },
      ...bars.map((one, at) => bar(one, at, bars.length, most, isOpen && at === last)),
    ),
    h(
      "p",
      { class: "axis", "aria-hidden": "true" },
      h("span", {}, dayText(bars[0]?.day ?? "1970-01-01")),
      h("span", {}, `most ${highest}`),
      h("span", {}, `${dayText(bars.at(-1)?.day ?? "1970-01-01")}${isOpen ? ", so far" : ""}`),
    ),
  );
};
