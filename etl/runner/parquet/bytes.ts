/** Bytes that grow at their end. */
export class Bytes {
  buffer = Buffer.alloc(0);
  used = 0;

  /** Make room for as many more; `buffer` may be another afterwards. */
  reserve(more: number): void {
    if (this.used + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(256, this.buffer.length * 2, this.used + more));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
  }

  written(): Buffer {
    return this.buffer.subarray(0, this.used);
  }
}

/** Levels, as Parquet says how deep a value lies: runs of one byte each. */
export class Levels {
  readonly #runs = new Bytes();
  #level = 0;
  #count = 0;

  add(level: number, count = 1): void {
    if (level !== this.#level) {
      this.#endRun();
      this.#level = level;
    }
    this.#count += count;
  }

  /** With their length before them. Nothing can be added afterwards. */
  close(): Buffer[] {
    this.#endRun();
    const runs = this.#runs.written();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(runs.length);
    return [length, runs];
  }

  #endRun(): void {
    if (this.#count === 0) return;
    const runs = this.#runs;
    runs.reserve(6);
    let header = this.#count * 2; // the lowest bit says that it is a run
    for (; header >= 0x80; header = Math.floor(header / 0x80)) runs.buffer[runs.used++] = (header % 0x80) | 0x80;
    runs.buffer[runs.used++] = header;
    runs.buffer[runs.used++] = this.#level;
    this.#count = 0;
  }
}
