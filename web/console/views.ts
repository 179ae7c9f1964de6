import { byId } from "../elements.ts";

export type View = "pipeline" | "shop";

const title = document.title;

/** The view the address asks for: `#shop`, else the pipeline. */
export const viewInAddress = (): View =>
  new URLSearchParams(location.hash.slice(1)).has("shop") ? "shop" : "pipeline";

/** Shows one view and marks its link. */
export const showView = (view: View): void => {
  for (const part of document.querySelectorAll<HTMLElement>("[data-view]")) part.hidden = part.dataset["view"] !== view;
  for (const link of byId("views").querySelectorAll("a"))
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  document.title = view === "shop" ? `Shop · ${title}` : title;
};
