/** A value in Thrift's compact protocol, as far as the headers of Parquet need it. */
export interface Part {
  type: number;
  bytes: Buffer;
}

export const integer = (value: number): Part => ({ type: 5, bytes: varint(value * 2) });
export const long = (value: number): Part => ({ type: 6, bytes: varint(value * 2) });

export function text(value: string): Part {
  const bytes = Buffer.from(value);
  return { type: 8, bytes: Buffer.concat([varint(bytes.length), bytes]) };
}

export function list(members: readonly Part[]): Part {
  const type = members[0]?.type ?? 0;
  const long = members.length > 14;
  const head = Buffer.from([((long ? 15 : members.length) << 4) | type]);
  const size = long ? [varint(members.length)] : [];
  return { type: 9, bytes: Buffer.concat([head, ...size, ...members.map(({ bytes }) => bytes)]) };
}

/** Fields by number; those that are undefined are left out. */
export function struct(fields: Record<number, Part | undefined>): Part {
  const pieces: Buffer[] = [];
  let before = 0;
  for (const [id, part] of Object.entries(fields)) {
    if (part === undefined) continue;
    pieces.push(Buffer.from([((Number(id) - before) << 4) | part.type]), part.bytes);
    before = Number(id);
  }
  return { type: 12, bytes: Buffer.concat([...pieces, Buffer.from([0])]) };
}

/** Seven bits to a byte, the lowest first; for integers of JavaScript that are not negative. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  return Buffer.from([...bytes, left]);
}
