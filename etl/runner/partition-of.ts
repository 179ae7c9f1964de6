/** "2026-11-21" of `…/event_date=2026-11-21/part-0.parquet` by `event_date`; undefined when the key is in no such folder. */
export function partitionOf(key: string, by: string): string | undefined {
  const folder = `/${by}=`;
  const at = key.indexOf(folder);
  if (at === -1) return undefined;
  const end = key.indexOf("/", at + folder.length);
  return end === -1 ? undefined : key.slice(at + folder.length, end);
}
