import type { Bucket } from "@millrace/core/aws/s3";
import type { SuppressionList } from "@millrace/core/aws/suppression";
import { withoutErased } from "@millrace/core/domain/erased-rows";
import { t2Prefix } from "@millrace/core/domain/lake";

/**
 * Take the erased out of a run's export before it is imported: it may have been made of a T1 that the lake job had not yet made anew.
 * Returns how many lines were taken out. While nobody was ever erased, this reads one item of the ledger.
 */
export const forgetErased =
  (lake: Pick<Bucket, "list" | "getBytes" | "put">, people: Pick<SuppressionList, "load">) =>
  async (run: string): Promise<number> => {
    const erased = await people.load();
    if (erased.isEmpty) return 0;
    const cameBack = new Set<string>();
    let sum = 0;
    for (const dataset of ["interactions", "new", "users"])
      for await (const { key } of lake.list(`${t2Prefix(run)}${dataset}/`)) {
        const body = await lake.getBytes(key);
        const { text, forgotten } = withoutErased(body?.toString("utf8") ?? "", erased, cameBack);
        if (forgotten > 0) await lake.put(key, Buffer.from(text), {});
        sum += forgotten;
      }
    return sum;
  };
