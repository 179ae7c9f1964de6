const [quote, backslash, openList, closeList, open, close] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** No text of a shop has these, and no event lists so nested. */
const tight = "[".repeat(8);
/** Far more than an event in its envelope may have. */
const deepest = 32;

/**
 * The same JSON without what is nested deeper than any event may be, if it has lists within lists: reading 10,000 of those would cost
 * as much as 300 events. The event they are in is refused as too deep all the same, and kept as it was sent.
 */
export function shallow(json: string): string {
  if (!json.includes(tight)) return json;
  let kept = "";
  let from = 0;
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if (code === openList || code === open) {
      depth += 1;
      if (depth === deepest) {
        kept += json.slice(from, at + 1);
        from = json.length; // until it is closed
      }
    } else if (code === closeList || code === close) {
      if (depth === deepest) from = at;
      depth -= 1;
    }
  }
  return kept + json.slice(from);
}

/** Where its closing quote is. */
function endOfString(json: string, opening: number): number {
  let at = opening + 1;
  while (at < json.length && json.charCodeAt(at) !== quote) at += json.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}
