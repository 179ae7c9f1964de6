import { byId } from "../elements.ts";

/** Replaces a section only when it changed, so that a reader's place and selection stay; what was unfolded stays so. */
export const put = (id: string, drawn: HTMLElement): void => {
  const place = byId(id);
  for (const unfolded of place.querySelectorAll<HTMLDetailsElement>("details[open][data-key]"))
    for (const same of drawn.querySelectorAll<HTMLDetailsElement>("details[data-key]"))
      if (same.dataset["key"] === unfolded.dataset["key"]) same.open = true;
  if (place.firstElementChild?.isEqualNode(drawn)) return;
  place.replaceChildren(drawn);
};
