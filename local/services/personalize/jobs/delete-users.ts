import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { forgetUsers } from "../../../recommender/forget-users.ts";
import { loadInteractions, saveInteractions } from "../../../recommender/interactions-file.ts";
import { onlyUsers } from "../../../recommender/interactions.ts";
import { pack, unpack } from "../../../recommender/packed.ts";
import type { Field } from "../schema-fields.ts";
import { readCsv } from "../tasks/import-csv.ts";

/** Write every file that knows one of some users anew, without them. */
export interface DeleteTask {
  kind: "delete";
  /** CSV of USER_ID. */
  lists: string[];
  files: { kind: "interactions" | "users" | "model"; from: string; to: string }[];
}

export interface DeleteResult {
  users: string[];
  /** Records taken out of the datasets. */
  deleted: number;
  /** Of `files`, those that were written anew. */
  written: string[];
}

const userId: Field = { name: "USER_ID", type: "string", isNullable: false, isCategorical: false, isTextual: false };

/** Throws Unfit when the lists cannot be read. */
export async function deleteUsers({ lists, files }: DeleteTask): Promise<DeleteResult> {
  const users = new Set<string>();
  for (const list of lists) await readCsv(list, [userId], ([id]) => users.add(id ?? ""));
  const isDeleted = (id: string) => users.has(id);
  const result: DeleteResult = { users: [...users], deleted: 0, written: [] };
  for (const { kind, from, to } of files) {
    const { file, deleted } = without[kind](readFileSync(from), isDeleted);
    if (file === undefined) continue;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(`${to}.new`, file);
    renameSync(`${to}.new`, to);
    result.written.push(to);
    result.deleted += deleted;
  }
  return result;
}

type Without = (file: Buffer, isDeleted: (id: string) => boolean) => { file: Buffer | undefined; deleted: number };

const without: Record<DeleteTask["files"][number]["kind"], Without> = {
  interactions(file, isDeleted) {
    const all = loadInteractions(file);
    const left = onlyUsers(all, (user) => !isDeleted(all.users[user] ?? ""));
    const deleted = all.item.length - left.item.length;
    return { file: deleted === 0 ? undefined : saveInteractions(left), deleted };
  },
  users(file, isDeleted) {
    const { facts, texts } = unpack(file);
    const { columns, idColumn } = facts as { columns: string[]; idColumn: string };
    const keep = texts(idColumn).map((id) => !isDeleted(id ?? ""));
    const deleted = keep.filter((isKept) => !isKept).length;
    const left = columns.map((name) => [name, texts(name).filter((_, at) => keep[at])] as const);
    return { file: deleted === 0 ? undefined : pack(facts, Object.fromEntries(left)), deleted };
  },
  model: (file, isDeleted) => ({ file: forgetUsers(file, isDeleted), deleted: 0 }),
};
