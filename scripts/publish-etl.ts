import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const folder = join(import.meta.dirname, "../etl");

/** Puts what Glue runs (Python, SQL, plans) under `scripts/etl/` of the bucket. Returns the keys. */
export const publishEtl = async (client: S3Client, bucket: string, from = folder): Promise<string[]> => {
  const files = globSync("**/*.{py,sql,json,yml}", { cwd: from }).sort();
  return Promise.all(
    files.map(async (file) => {
      const key = `scripts/etl/${file.replaceAll("\\", "/")}`;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: readFileSync(join(from, file)) }));
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
