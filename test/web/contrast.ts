/** In a page: the least contrast of a visible text with what is behind it, as WCAG 2 computes it, and the text. 4.5 is to be read. */
export const leastContrast = (): { ratio: number; text: string } => {
  const partsOf = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([red = 0, green = 0, blue = 0]: number[]): number => {
    const [r, g, b] = [red, green, blue].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    ) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element | null): number[] => {
    for (let one = element; one !== null; one = one.parentElement) {
      const [red = 0, green = 0, blue = 0, alpha = 1] = partsOf(getComputedStyle(one).backgroundColor);
      if (alpha > 0) return [red, green, blue];
    }
    return [255, 255, 255];
  };
  let least = { ratio: 21, text: "" };
  for (const element of document.querySelectorAll<HTMLElement>("body *")) {
    const text = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    if (text === undefined || !element.checkVisibility() || element.closest("svg, .sr") !== null) continue;
    const [one, other] = [light(partsOf(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least.ratio) least = { ratio, text: text.textContent ?? "" };
  }
  return least;
};
