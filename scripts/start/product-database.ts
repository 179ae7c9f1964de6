import { resolve } from "node:path";

interface Chosen {
  /** What the export's job is told. */
  readonly variables: Readonly<Record<string, string>>;
  /** What whoever starts should know of it. */
  readonly warning?: string;
}

/** Which product database the runs copy: one of the environment's, or else the pet shop's. */
export const productDatabaseOf = (
  { PRODUCT_DB, PRODUCT_DB_URL }: Readonly<Record<string, string | undefined>>,
  petShop: string,
  isPetShopPlayed: boolean,
): Chosen => {
  const own = PRODUCT_DB_URL ? "PRODUCT_DB_URL" : PRODUCT_DB ? "PRODUCT_DB" : undefined;
  if (own === undefined) return { variables: { PRODUCT_DB: petShop } };
  const variables: Record<string, string> = PRODUCT_DB ? { PRODUCT_DB: resolve(PRODUCT_DB) } : {}; // the job runs in a folder of its own
  if (!isPetShopPlayed) return { variables };
  const warning = `products and orders are read from ${own}, not from the pet shop's database: with --fresh --empty the pet shop stays out altogether`;
  return { variables, warning };
};
