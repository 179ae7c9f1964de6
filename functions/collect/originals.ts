/**
 * The text of each event as it was sent, cut from the body: what is parsed and written again is no longer what came
 * (1e400, a key given twice, a lone surrogate). `json` has been parsed and has an `events` array.
 */
export function originalsOf(json: string): string[] {
  let originals: string[] = [];
  let at = afterSpace(json, 0) + 1;
  while (json.charCodeAt((at = afterSpace(json, at))) !== close) {
    const keyEnd = afterValue(json, at);
    const key: unknown = JSON.parse(json.slice(at, keyEnd));
    at = afterSpace(json, afterSpace(json, keyEnd) + 1);
    const end = afterValue(json, at);
    if (key === "events") originals = elementsOf(json, at); // given twice, the last counts, as for JSON.parse
    at = afterComma(json, end);
  }
  return originals;
}

function elementsOf(json: string, opening: number): string[] {
  const elements: string[] = [];
  let at = opening + 1;
  while (json.charCodeAt((at = afterSpace(json, at))) !== closeList) {
    const end = afterValue(json, at);
    elements.push(json.slice(at, end));
    at = afterComma(json, end);
  }
  return elements;
}

const [quote, comma, openList, closeList, open, close] = [0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];
const backslash = 0x5c;
const space = 0x20; // and below it, outside strings, JSON has only its other spaces

const afterSpace = (json: string, at: number): number => {
  let next = at;
  while (json.charCodeAt(next) <= space) next += 1; // NaN at the end, which is no less than anything
  return next;
};

const afterComma = (json: string, at: number): number => {
  const next = afterSpace(json, at);
  return json.charCodeAt(next) === comma ? next + 1 : next;
};

/** By character codes: this runs over every byte of a large batch. */
function afterValue(json: string, start: number): number {
  if (json.charCodeAt(start) === quote) return afterString(json, start);
  let depth = 0;
  let at = start;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      at = afterString(json, at);
      continue;
    }
    if (code === open || code === openList) depth += 1;
    else if (depth === 0 && (code === comma || code === close || code === closeList || code <= space)) return at;
    else if ((code === close || code === closeList) && (depth -= 1) === 0) return at + 1;
    at += 1;
  }
  return at;
}

function afterString(json: string, opening: number): number {
  let end = json.indexOf('"', opening + 1);
  while (json.charCodeAt(end - 1) === backslash && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end + 1;
}

/** An odd number of backslashes before it. */
function isEscaped(json: string, at: number): boolean {
  let from = at;
  while (json[from - 1] === "\\") from -= 1;
  return (at - from) % 2 === 1;
}
