import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { rowKey, shopTables, type ShopTable } from "@millrace/core/domain/product-database";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");

/** What pipeline.yml says of the product database, checked, with what Python would have to look up. */
const productDatabaseOf = (pipelineYml: string): string => {
  const { productDatabase } = parsePipeline(parse(readFileSync(pipelineYml, "utf8")));
  const tables = Object.entries(productDatabase.tables).map(([name, table]) => [
    name,
    { ...table, key: rowKey(name, table), ...(name in shopTables && { types: shopTables[name as ShopTable] }) },
  ]);
  return JSON.stringify({ ...productDatabase, tables: Object.fromEntries(tables) as unknown });
};

/** Puts what Glue runs (Python, SQL, plans) under `scripts/etl/` of the bucket. Returns the keys. Throws InvalidPipeline. */
export const publishEtl = async (client: S3Client, bucket: string, from = root): Promise<string[]> => {
  const folder = join(from, "etl");
  const files = globSync("**/*.{py,sql,json,yml}", { cwd: folder }).sort();
  const bodies = [
    ...files.map((file) => [file.replaceAll("\\", "/"), readFileSync(join(folder, file))] as const),
    ["product-database.json", productDatabaseOf(join(from, "pipeline.yml"))] as const,
  ];
  return Promise.all(
    bodies.map(async ([file, Body]) => {
      const key = `scripts/etl/${file}`;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
      return key;
    }),
  );
};

const usage = `node scripts/publish-etl.ts <bucket>

Puts the ETL scripts under scripts/etl/ of the bucket. A deployment does it by itself.`;

if (import.meta.main) {
  const [bucket] = process.argv.slice(2);
  if (bucket === undefined || bucket === "--help") console.log(usage);
  else
    console.log(
      `published ${(await publishEtl(new S3Client({}), bucket)).length} ETL files to s3://${bucket}/scripts/etl/`,
    );
}
