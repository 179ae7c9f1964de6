/** A resource's ARN as a file name: `…:solution/shop-personal/2026-11-21` → `solution.shop-personal.2026-11-21`. */
export function fileName(arn: string): string {
  return arn.split(":").slice(5).join(".").replaceAll("/", ".");
}
