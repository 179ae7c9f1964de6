import { gunzipSync } from "node:zlib";
import type { Bucket } from "@millrace/core/aws/s3";
import { prefixes } from "@millrace/core/domain/lake";

/** The anonymous ids a user was seen with, object by object; `next` when time ran out. */
export async function devicesOf(
  lake: Pick<Bucket, "getBytes" | "list">,
  user: string,
  { after = "", remainingMs }: { after?: string; remainingMs: () => number },
): Promise<{ devices: Set<string>; next?: string }> {
  const devices = new Set<string>();
  const quoted = Buffer.from(JSON.stringify(user));
  let next = after;
  for (const prefix of [prefixes.clicks, prefixes.spill])
    for await (const { key } of lake.list(prefix)) {
      if (key <= after) continue;
      if (remainingMs() < 20_000) return { devices, next };
      const body = await lake.getBytes(key);
      if (body) collect(body, quoted, user, devices);
      next = key;
    }
  return { devices };
}

function collect(body: Buffer, quoted: Buffer, user: string, devices: Set<string>): void {
  const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
  if (!plain.includes(quoted)) return; // most objects never heard of them
  for (const line of plain.toString("utf8").split("\n")) {
    if (!line.includes(`"user_id":`)) continue;
    try {
      const { user_id, anonymous_id } = JSON.parse(line) as { user_id?: unknown; anonymous_id?: unknown };
      if (user_id === user && typeof anonymous_id === "string") devices.add(anonymous_id);
    } catch {
      // a damaged line says nothing
    }
  }
}
