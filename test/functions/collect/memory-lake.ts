/** A bucket in memory, as far as functions use one; `log` is what was done to it, in order. */
export const memoryBucket = (objects = new Map<string, Buffer>()) => ({
  objects,
  log: [] as string[],
  async put(key: string, body: Buffer | string) {
    this.log.push(`put ${key}`);
    objects.set(key, Buffer.from(body));
  },
  async getBytes(key: string) {
    return objects.get(key);
  },
  async getJson<T>(key: string) {
    const bytes = objects.get(key);
    return bytes && (JSON.parse(bytes.toString("utf8")) as T);
  },
  async remove(key: string) {
    this.log.push(`remove ${key}`);
    objects.delete(key);
  },
  async *list(prefix: string) {
    for (const key of [...objects.keys()].sort())
      if (key.startsWith(prefix)) yield { key, size: objects.get(key)?.length ?? 0, etag: "" };
  },
});
