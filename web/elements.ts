type Child = Node | string | number | false | null | undefined;
type Handlers = { [Name in keyof HTMLElementEventMap as `on${Name}`]?: (event: HTMLElementEventMap[Name]) => void };
type Properties = Handlers & { [attribute: string]: unknown };

const svgNames = "http://www.w3.org/2000/svg";

const fill = <E extends Element>(element: E, properties: Properties, children: readonly Child[]): E => {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? "" : `${value as string | number}`);
  }
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    element.append(typeof child === "number" ? String(child) : child);
  }
  return element;
};

/** An element with attributes, `on…` listeners and children. Text goes in as text, never as markup. */
export const h = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] => fill(document.createElement(name), properties, children);

/** The same for a drawing. */
export const svg = <Name extends keyof SVGElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] => fill(document.createElementNS(svgNames, name), properties, children);

/** The page's own element of that id. */
export const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
};
