import { svg } from "../elements.ts";
import type { Product } from "./catalogue.ts";

const hueOf = (id: string): number => {
  let hash = 7;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return (hash * 137) % 360;
};

const circle = (cx: number, cy: number, r: number, fill: string) => svg("circle", { cx, cy, r, fill });
const path = (d: string, fill: string) => svg("path", { d, fill });
const eyes = (y: number) => [circle(50, y, 3, "#33302e"), circle(70, y, 3, "#33302e")];

/** An animal's head on a 120 × 120 field, in the two colours of the product. */
const animals: Record<string, (coat: string, dark: string) => SVGElement[]> = {
  dog: (coat, dark) => [
    svg("ellipse", { cx: 32, cy: 56, rx: 11, ry: 24, fill: dark }),
    svg("ellipse", { cx: 88, cy: 56, rx: 11, ry: 24, fill: dark }),
    circle(60, 58, 30, coat),
    svg("ellipse", { cx: 60, cy: 70, rx: 15, ry: 11, fill: "#fff" }),
    svg("ellipse", { cx: 60, cy: 65, rx: 5, ry: 4, fill: "#33302e" }),
    ...eyes(53),
  ],
  cat: (coat, dark) => [
    path("M32 50 34 20 56 36Z", dark),
    path("M88 50 86 20 64 36Z", dark),
    circle(60, 58, 30, coat),
    path("M56 64h8l-4 5Z", "#33302e"),
    path("M22 62h20v1.6H22zM78 62h20v1.6H78zM24 70h18v1.6H24zM78 70h18v1.6H78z", dark),
    ...eyes(55),
  ],
  small: (coat, dark) => [
    circle(38, 34, 12, dark),
    circle(82, 34, 12, dark),
    svg("ellipse", { cx: 60, cy: 60, rx: 34, ry: 29, fill: coat }),
    circle(42, 70, 9, "#fff"),
    circle(78, 70, 9, "#fff"),
    circle(60, 64, 3.5, "#33302e"),
    ...eyes(54),
  ],
  fish: (coat, dark) => [
    path("M84 58 106 38v40Z", dark),
    svg("ellipse", { cx: 56, cy: 58, rx: 36, ry: 23, fill: coat }),
    path("M54 36q12-14 22-2l-4 8Z", dark),
    circle(36, 53, 5, "#fff"),
    circle(35, 53, 2.5, "#33302e"),
  ],
  bird: (coat, dark) => [
    circle(58, 56, 28, coat),
    path("M44 62q18 22 34 0Z", dark),
    path("M84 50 102 57 84 64Z", "#f2a33a"),
    circle(68, 47, 3.5, "#33302e"),
  ],
};

/** What kind of thing it is, drawn small in the corner. */
const things: Record<string, string> = {
  food: "M84 92h28l-4 16H88Z",
  treats: "M88 94a5 5 0 0 1 8-2h6a5 5 0 1 1 4 7 5 5 0 1 1-4 7h-6a5 5 0 1 1-4-7 5 5 0 0 1-4-5Z",
  toys: "M98 88a12 12 0 1 0 .1 0Z",
  walking: "M86 90h4v18h-4zM90 96q18-8 20 10l-4 1q-2-12-16-6Z",
  home: "M98 86 114 100h-4v10H86v-10h-4Z",
  care: "M84 90h28v6H84zM86 98h3v10h-3zM92 98h3v10h-3zM98 98h3v10h-3zM104 98h3v10h-3z",
  litter: "M82 94h32l-4 14H86ZM88 90h20v3H88Z",
  tank: "M84 88h28v22H84Z",
};

/** A product's picture (the ground is wider than the field, for frames that are): its animal and its kind, in a colour of its own. */
export const picture = ({ product_id, category_l1 = "", category_l2 = "" }: Product): SVGElement => {
  const hue = hueOf(product_id);
  const animal = animals[category_l1];
  const thing = things[category_l2];
  return svg(
    "svg",
    { viewBox: "0 0 120 120", class: "picture", "aria-hidden": "true", focusable: "false" },
    svg("rect", { x: -60, width: 240, height: 120, fill: `hsl(${hue} 60% 92%)` }),
    ...(animal ? animal(`hsl(${hue} 45% 66%)`, `hsl(${hue} 40% 50%)`) : [circle(60, 56, 26, `hsl(${hue} 45% 66%)`)]),
    thing !== undefined && circle(98, 98, 20, "#ffffffd9"),
    thing !== undefined && path(thing, `hsl(${hue} 45% 38%)`),
  );
};
