/** An object that a crawler looks at. */
export interface Seen {
  readonly key: string;
  readonly size: number;
}

/** Objects of one folder and of what is below it, as one table. */
export interface Group {
  /** With its closing slash; empty for a whole bucket. */
  readonly folder: string;
  /** Names of the partition keys, in order. */
  readonly keys: readonly string[];
  readonly files: readonly (Seen & { readonly values: readonly string[] })[];
}

interface Folder {
  readonly files: Seen[];
  readonly folders: Map<string, Folder>;
}

const empty = (): Folder => ({ files: [], folders: new Map() });

const treeOf = (objects: readonly Seen[], prefix: string): Folder => {
  const root = empty();
  for (const object of objects) {
    const segments = object.key.slice(prefix.length).split("/");
    const name = segments.pop() ?? "";
    if (object.size === 0 || name === "" || /^[_.]/.test(name)) continue;
    let folder = root;
    for (const segment of segments) {
      const next = folder.folders.get(segment) ?? empty();
      folder.folders.set(segment, next);
      folder = next;
    }
    folder.files.push(object);
  }
  return root;
};

const hive = /^([^=]+)=(.*)$/s;

/** `received=2026-11-21` is the value of a key that names itself; any other folder is one of `partition_N`. */
const keyOf = (segment: string, position: number): { key: string; value: string } => {
  const [, key, value = ""] = hive.exec(segment) ?? [];
  if (key === undefined) return { key: `partition_${position}`, value: segment };
  try {
    return { key: key.toLowerCase(), value: decodeURIComponent(value) };
  } catch {
    return { key: key.toLowerCase(), value };
  }
};

const below = (folder: Folder, path: readonly string[]): { file: Seen; path: readonly string[] }[] => [
  ...folder.files.map((file) => ({ file, path })),
  ...[...folder.folders].flatMap(([name, inner]) => below(inner, [...path, name])),
];

/** One table of a folder. Files that lie at another depth than most cannot be of its partitions, and are left out. */
const groupOf = (folder: Folder, at: string): Group => {
  const all = below(folder, []);
  const depths = new Map<number, number>();
  for (const { path } of all) depths.set(path.length, (depths.get(path.length) ?? 0) + 1);
  const [depth = 0] = [...depths].sort((left, right) => right[1] - left[1])[0] ?? [];
  const kept = all.filter(({ path }) => path.length === depth);
  const [first] = kept;
  return {
    folder: at,
    keys: (first?.path ?? []).map((segment, position) => keyOf(segment, position).key),
    files: kept.map(({ file, path }) => ({
      ...file,
      values: path.map((segment, position) => keyOf(segment, position).value),
    })),
  };
};

/**
 * The smallest tables of a folder: a folder with files, or with folders `key=value`, is one; a folder of folders is as many
 * as these are. Hidden and empty objects count for nothing.
 */
export const findGroups = (objects: readonly Seen[], prefix: string): Group[] => {
  const visit = (folder: Folder, at: string): Group[] => {
    const names = [...folder.folders.keys()];
    if (folder.files.length > 0 || names.some((name) => hive.test(name))) return [groupOf(folder, at)];
    return [...folder.folders].flatMap(([name, inner]) => visit(inner, `${at}${name}/`));
  };
  return visit(treeOf(objects, prefix), prefix);
};

const parentOf = (folder: string): string => folder.slice(0, folder.slice(0, -1).lastIndexOf("/") + 1);

/**
 * Sibling folders of one schema are the partitions of one table. `isAlike` compares two tables; folders are joined as far up
 * as the crawled one.
 */
export const joinAlike = <G extends Group>(
  groups: readonly G[],
  prefix: string,
  isAlike: (left: G, right: G) => boolean,
  join: (members: readonly G[], joined: Group) => G,
): G[] => {
  const families = new Map<string, G[]>();
  for (const group of groups) {
    if (group.folder.length <= prefix.length) continue;
    families.set(parentOf(group.folder), [...(families.get(parentOf(group.folder)) ?? []), group]);
  }
  for (const [parent, members] of families) {
    const inside = groups.filter(({ folder }) => folder.startsWith(parent));
    const [first] = members;
    if (!first || members.length < 2 || inside.length !== members.length) continue;
    if (!members.every((member) => member.keys.length === first.keys.length && isAlike(first, member))) continue;
    const shifted = first.keys.map((key) =>
      /^partition_\d+$/.test(key) ? `partition_${Number(key.slice(10)) + 1}` : key,
    );
    const joined: Group = {
      folder: parent,
      keys: ["partition_0", ...shifted],
      files: members.flatMap(({ folder, files }) =>
        files.map((file) => ({ ...file, values: [folder.slice(parent.length, -1), ...file.values] })),
      ),
    };
    return joinAlike(
      [...groups.filter((group) => !members.includes(group)), join(members, joined)],
      prefix,
      isAlike,
      join,
    );
  }
  return [...groups];
};
