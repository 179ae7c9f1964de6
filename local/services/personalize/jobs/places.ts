import { statSync } from "node:fs";
import { accountIn } from "../account-in.ts";
import type { Context } from "../context.ts";
import { awsError } from "../../../kernel/wire/call.ts";
import { invalid, needed } from "../refusals.ts";
import { WorkFailed } from "../tasks/workshop.ts";

/** Throws InvalidInputException unless it is `s3://bucket/…`. */
export function readPlace(path: string | undefined, name: string): string {
  const given = needed(path, name);
  if (!/^s3:\/\/[^/]+(\/.*)?$/.test(given)) throw invalid("Invalid Data location.");
  return given;
}

export function partsOf(path: string): { bucket: string; key: string } {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  return { bucket, key };
}

/** The role of a job must be of the caller's account; what else `--iam` asks is asked before. */
export function ownRole({ platform }: Context, roleArn: string | undefined): string {
  const role = needed(roleArn, "roleArn");
  if (accountIn(role) !== platform.account)
    throw awsError("AccessDeniedException", "Cross-account pass role is not allowed.");
  return role;
}

export interface InputFile {
  key: string;
  /** A plain file of this machine. */
  path: string;
  bytes: number;
}

const noPrivileges = () => new WorkFailed("Insufficient privileges for accessing data in Amazon S3.");

/** Batch jobs take every object whose key begins with the path. Source: developer guide, "Creating a batch inference job". */
type Reach = "prefix" | "one file or folder";

/** The objects a job reads. Throws WorkFailed when there is none or the role does not show them. */
export async function inputFiles(
  { objects }: Context,
  path: string,
  roleArn: string,
  reach: Reach = "prefix",
): Promise<InputFile[]> {
  const { bucket, key: prefix } = partsOf(path);
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const isMeant = (key: string): boolean => reach === "prefix" || key === prefix || key.startsWith(folder);
  let listed: { key: string }[];
  try {
    listed = await objects.list(bucket, prefix, roleArn);
  } catch {
    throw noPrivileges();
  }
  const files = listed.flatMap(({ key }) => {
    const file = key.endsWith("/") || !isMeant(key) ? undefined : objects.pathOf(bucket, key);
    return file === undefined ? [] : [{ key, path: file, bytes: statSync(file).size }];
  });
  if (files.length === 0) throw new WorkFailed("Invalid Data location.");
  return files;
}

/** Puts a result into the folder that is the job's output. Throws WorkFailed when the role may not, or there is no such bucket. */
export async function putResult(
  { objects }: Context,
  { path, roleArn, name, body }: { path: string; roleArn: string; name: string; body: Buffer },
): Promise<void> {
  const { bucket, key: folder } = partsOf(path);
  const key = `${folder === "" || folder.endsWith("/") ? folder : `${folder}/`}${name}`;
  if (objects.mayPut && !objects.mayPut(bucket, key, roleArn)) throw noPrivileges();
  try {
    await objects.put(bucket, key, body);
  } catch (error) {
    throw Object.assign(noPrivileges(), { cause: error });
  }
}

/** The name of an input's output: what follows the folder that was asked for, and `.out`. */
export function outputName(path: string, key: string): string {
  const { key: prefix } = partsOf(path);
  return `${key.slice(prefix.lastIndexOf("/") + 1)}.out`;
}
