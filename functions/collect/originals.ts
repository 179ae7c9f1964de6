/**
 * The bytes of each event as they were sent, cut from the body: what is parsed and written again is no longer what came
 * (1e400, a key given twice, a lone surrogate). `body` is UTF-8, has been parsed and has an `events` array.
 */
export function originalsOf(body: Buffer): Buffer[] {
  let originals: Buffer[] = [];
  let at = body.indexOf(open) + 1; // a byte order mark may come before it
  while (body[(at = afterSpace(body, at))] !== close) {
    const keyEnd = afterString(body, at);
    const key: unknown = JSON.parse(body.toString("utf8", at, keyEnd));
    at = afterSpace(body, afterSpace(body, keyEnd) + 1);
    const end = afterValue(body, at);
    if (key === "events") originals = elementsOf(body, at); // given twice, the last counts, as for JSON.parse
    at = afterComma(body, end);
  }
  return originals;
}

function elementsOf(body: Buffer, opening: number): Buffer[] {
  const elements: Buffer[] = [];
  let at = opening + 1;
  while (body[(at = afterSpace(body, at))] !== closeList) {
    const end = afterValue(body, at);
    elements.push(body.subarray(at, end));
    at = afterComma(body, end);
  }
  return elements;
}

const [quote, comma, openList, closeList, open, close] = [0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];
const backslash = 0x5c;
const space = 0x20; // and below it, outside strings, JSON has only its other spaces

/** What a byte outside strings does to the depth: by a table, because this runs over every byte of a large batch. */
const steps = new Int8Array(256);
for (const byte of [open, openList]) steps[byte] = 1;
for (const byte of [close, closeList]) steps[byte] = -1;
const intoString = 2;
steps[quote] = intoString;

function afterSpace(body: Buffer, at: number): number {
  let next = at;
  while (next < body.length && (body[next] ?? 0) <= space) next += 1;
  return next;
}

function afterComma(body: Buffer, at: number): number {
  const next = afterSpace(body, at);
  return body[next] === comma ? next + 1 : next;
}

function afterValue(body: Buffer, start: number): number {
  const first = steps[body[start] ?? 0];
  if (first === intoString) return afterString(body, start);
  return first === 1 ? afterContainer(body, start) : afterScalar(body, start);
}

function afterContainer(body: Buffer, opening: number): number {
  const { length } = body;
  let depth = 1;
  let at = opening + 1;
  while (depth > 0 && at < length) {
    const step = steps[body[at] ?? 0] ?? 0;
    if (step === intoString) at = afterString(body, at);
    else {
      depth += step;
      at += 1;
    }
  }
  return at;
}

function afterScalar(body: Buffer, start: number): number {
  let at = start;
  for (; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === comma || byte === close || byte === closeList || byte <= space) break;
  }
  return at;
}

function afterString(body: Buffer, opening: number): number {
  const { length } = body;
  let at = opening + 1;
  while (at < length && body[at] !== quote) at += body[at] === backslash ? 2 : 1;
  return at + 1;
}
