import { copyFileSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { openEngine, quoted } from "../../etl/runner/engine.ts";
import { clientConfig, prefix } from "./instance.ts";

/** Any of these, and not as a part of a longer word. */
export const anyOf = (ids: Iterable<string>): RegExp =>
  new RegExp(String.raw`(?<![\w-])(?:${[...ids].join("|")})(?![\w-])`);

/** Bytes as anybody would find them: unpacked, and with what we wrap in base64 laid open. */
const plainOf = (body: Buffer): string[] => {
  const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
  const text = plain.toString("latin1");
  const wrapped = [...text.matchAll(/"(?:original|rawData)":"([^"]+)"/g)].map(([, inner = ""]) =>
    Buffer.from(inner, "base64").toString("latin1"),
  );
  return [text, ...wrapped];
};

/** Every row of a Parquet file as text: its pages are compressed. */
const rowsOf = async (files: readonly string[]): Promise<Map<string, string>> => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-traces-")));
  const engine = await openEngine(scratch);
  try {
    const texts = new Map<string, string>();
    for (const [index, file] of files.entries()) {
      const copy = join(scratch, `${index}.parquet`);
      copyFileSync(file, copy);
      texts.set(file, JSON.stringify(await engine.rows(`select * from read_parquet(${quoted(copy)})`)));
    }
    return texts;
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** The shop's own database is the shop's; DynamoDB is asked as a client asks it, since LevelDB keeps old bytes until it compacts. */
const isLeftOut = (name: string): boolean => /^(shop|dynamodb|site)\//.test(name);

/**
 * Where in an instance something stands: objects, also inside gzip, Parquet and base64, names of objects, models, state, logs; tables by
 * their items.
 */
export const tracesOf = async (what: RegExp, { directory, endpoint }: { directory: string; endpoint: string }) => {
  const names = globSync("**/*", { cwd: directory, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((name) => !isLeftOut(name));
  const isParquet = (name: string) => name.endsWith(".parquet");
  const found = names.filter(
    (name) =>
      what.test(name) ||
      (!isParquet(name) && plainOf(readFileSync(join(directory, name))).some((text) => what.test(text))),
  );
  const rows = await rowsOf(names.filter(isParquet).map((name) => join(directory, name)));
  for (const [file, text] of rows) if (what.test(text)) found.push(relative(directory, file));
  const tables = new DynamoDBClient(clientConfig(endpoint));
  for (const table of ["ledger", "cache", "marks"]) {
    const { Items = [] } = await tables.send(new ScanCommand({ TableName: `${prefix}-${table}` }));
    if (what.test(JSON.stringify(Items))) found.push(`table ${table}`);
  }
  tables.destroy();
  return found;
};
