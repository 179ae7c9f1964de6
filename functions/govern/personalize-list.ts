import type { Deletion, PersonalizeDeletion } from "@millrace/core/aws/personalize-deletion";
import type { Bucket } from "@millrace/core/aws/s3";
import type { ScrubLake } from "./scrub-object.ts";

/** Below t2/, which is all that Personalize may read of the lake. */
export const requestsPrefix = "t2/erasures/";

type Lake = Pick<ScrubLake, "getBytes" | "put" | "remove"> & Pick<Bucket, "list">;

/** A person who came back and is erased again needs another job, so the moment is in its name. Personalize takes 63 letters. */
const nameOf = (person: string, erasedAt: number): string => `${ofPerson(person)}${erasedAt.toString(36)}`;
const ofPerson = (person: string): string => `erase-${person.slice(0, 32)}-`;
const keyOf = (name: string): string => `${requestsPrefix}${name}.csv`;

export interface DeletionRequest {
  /** The job's name. */
  name: string;
  key: string;
  /** ms */
  erasedAt: number;
}

/** What a list's key says; undefined for anything else. */
export const requestIn = (key: string): DeletionRequest | undefined => {
  const [, name, at] = /^t2\/erasures\/(erase-[0-9a-f]+-([0-9a-z]+))\.csv$/.exec(key) ?? [];
  return name === undefined || at === undefined ? undefined : { name, key, erasedAt: Number.parseInt(at, 36) };
};

/**
 * The lists of ids that Personalize is to forget: a person and their devices. A list is there before anything is taken out of raw, which
 * alone knows the devices, and goes when Personalize has done its job; so an erasure that was killed or refused can be finished.
 */
export const personalizeLists = (lake: Lake, bucket: string, deletion: Pick<PersonalizeDeletion, "start" | "look">) => {
  const idsIn = async (key: string): Promise<string[]> => {
    const body = await lake.getBytes(key);
    return body === undefined ? [] : body.toString("utf8").split("\n").slice(1).flatMap(idOf);
  };
  const keysOf = async (person: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of lake.list(`${requestsPrefix}${ofPerson(person)}`)) keys.push(key);
    return keys;
  };
  return {
    /** Adds to the list of this erasure, and what an unfinished one before it had. */
    async add(person: string, erasedAt: number, ids: Iterable<string>): Promise<void> {
      const all = new Set(ids);
      for (const key of await keysOf(person)) for (const id of await idsIn(key)) all.add(id);
      const csv = ["USER_ID", ...[...all].sort().map(cellOf)].join("\n");
      await lake.put(keyOf(nameOf(person, erasedAt)), `${csv}\n`, { contentType: "text/csv" });
    },

    /** Has Personalize begin. Earlier lists of the person go, unless Personalize still reads them: this one has all that they had. */
    async start(person: string, erasedAt: number): Promise<Deletion> {
      const name = nameOf(person, erasedAt);
      const outcome = await deletion.start(name, `s3://${bucket}/${keyOf(name)}`);
      if (outcome.status === "none") await lake.remove(keyOf(name));
      for (const key of await keysOf(person)) {
        const earlier = requestIn(key);
        if (earlier === undefined || earlier.name === name) continue;
        if ((await deletion.look(earlier.name)).status !== "running") await lake.remove(key);
      }
      return outcome;
    },

    /** How Personalize is getting on. */
    async look(person: string, erasedAt: number): Promise<Deletion> {
      const name = nameOf(person, erasedAt);
      const found = await deletion.look(name);
      if (found.status === "done") await lake.remove(keyOf(name));
      return found;
    },

    /** Lists that are done go; those whose job nobody began within a day, because the erasure was killed or refused, are begun. */
    async tidy(now: number): Promise<void> {
      for await (const { key } of lake.list(requestsPrefix)) {
        const request = requestIn(key);
        if (request === undefined) continue;
        const { status } = await deletion.look(request.name);
        const isForgotten = status === "none" && now - request.erasedAt > dayMs;
        const outcome = isForgotten ? await deletion.start(request.name, `s3://${bucket}/${key}`) : undefined;
        if (status === "done" || outcome?.status === "none") await lake.remove(key);
      }
    },
  };
};

const dayMs = 86_400_000;

const cellOf = (id: string): string => `"${id.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

const idOf = (line: string): string[] => {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(line)?.[1];
  return quoted === undefined ? [] : [quoted.replaceAll(/\\(.)/g, "$1")];
};
