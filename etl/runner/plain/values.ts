/**
 * Reads one value of JSON as bytes: the place after it, or -1 when it is not plainly what it should be. Not plain is no
 * judgement: such a line is read once more by `rowReader`, which says what is wrong with it, or that nothing is.
 */
export type Scan = (bytes: Uint8Array, at: number) => number;

const code = (character: string) => character.charCodeAt(0);
const [quote, backslash, minus, dot, zero, nine, comma] = ['"', "\\", "-", ".", "0", "9", ","].map(code) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const [openList, closeList, openObject, closeObject, colon] = ["[", "]", "{", "}", ":"].map(code) as [
  number,
  number,
  number,
  number,
  number,
];
export const marks = { quote, comma, openList, closeList, openObject, closeObject, colon, zero, nine };

/** Escapes of one letter. `\u` is plain below U+0100 only: half of a surrogate pair is no text. */
const escapes = new Uint8Array(256);
for (const letter of '"\\/bfnrt') escapes[code(letter)] = 1;
const hexadecimal = new Uint8Array(256);
for (const digit of "0123456789abcdefABCDEF") hexadecimal[code(digit)] = 1;

/** UTF-8 is checked for an object as a whole. */
export const scanString: Scan = (bytes, at) => {
  if (bytes[at] !== quote) return -1;
  for (let i = at + 1; ; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === quote) return i + 1;
    if (byte < 0x20) return -1;
    if (byte !== backslash) continue;
    i += 1;
    const letter = bytes[i] ?? 0;
    if (escapes[letter] === 1) continue;
    if (letter !== 0x75 || bytes[i + 1] !== zero || bytes[i + 2] !== zero) return -1;
    if (hexadecimal[bytes[i + 3] ?? 0] !== 1 || hexadecimal[bytes[i + 4] ?? 0] !== 1) return -1;
    i += 4;
  }
};

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= zero && byte <= nine;

function afterDigits(bytes: Uint8Array, at: number): number {
  let i = at;
  while (isDigit(bytes[i])) i += 1;
  return i;
}

/** An integer as JSON writes it; `-0` and integers beyond `most` digits are not plain. */
const scanInteger =
  (most: number): Scan =>
  (bytes, at) => {
    const first = bytes[at] === minus ? at + 1 : at;
    if (!isDigit(bytes[first])) return -1;
    if (bytes[first] === zero) return first === at && !isDigit(bytes[first + 1]) ? first + 1 : -1;
    const end = afterDigits(bytes, first + 1);
    return end - first > most ? -1 : end;
  };

/** 15 digits are below 2^53, whatever they are. */
export const scanSafeInteger = scanInteger(15);
/** For what we wrote ourselves: it was looked at before. */
export const scanKnownInteger = scanInteger(16);

/** With an exponent of two digits and no more than forty before it, a number is not endless. */
const scanNumber =
  (mostOfExponent: number): Scan =>
  (bytes, at) => {
    const first = bytes[at] === minus ? at + 1 : at;
    if (!isDigit(bytes[first])) return -1;
    let end = bytes[first] === zero ? first + 1 : afterDigits(bytes, first);
    if (end - first > 40) return -1;
    if (bytes[end] === dot) {
      const digits = end + 1;
      end = afterDigits(bytes, digits);
      if (end === digits || end - digits > 40) return -1;
    }
    if (bytes[end] !== 0x65 && bytes[end] !== 0x45) return isDigit(bytes[end]) ? -1 : end;
    const sign = bytes[end + 1] === minus || bytes[end + 1] === 0x2b ? end + 2 : end + 1;
    const last = afterDigits(bytes, sign);
    return last === sign || last - sign > mostOfExponent ? -1 : last;
  };

export const scanDouble = scanNumber(2);
export const scanKnownDouble = scanNumber(3);

export function scanWord(word: string): Scan {
  const letters = Buffer.from(word);
  return (bytes, at) => (isAt(letters, bytes, at) ? at + letters.length : -1);
}

export function isAt(letters: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < letters.length; i += 1) if (bytes[at + i] !== letters[i]) return false;
  return true;
}

const scanTrue = scanWord("true");
const scanFalse = scanWord("false");
export const scanBoolean: Scan = (bytes, at) => (bytes[at] === 0x74 ? scanTrue(bytes, at) : scanFalse(bytes, at));

const scanAbsent = scanWord("null");
/** null is as good as a value. */
export const orNull =
  (scan: Scan): Scan =>
  (bytes, at) =>
    bytes[at] === 0x6e ? scanAbsent(bytes, at) : scan(bytes, at);
