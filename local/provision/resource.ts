/** A resource with its intrinsics computed. */
export interface ResolvedResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Thrown when the template asks for something that this machine can neither create nor rightly ignore. */
export class CannotProvision extends Error {
  override readonly name = "CannotProvision";
}

/** Throws CannotProvision when a property is neither used nor ignored for a stated reason. */
export const checkProperties = (
  { id, type, properties }: ResolvedResource,
  used: readonly string[],
  ignored: object = {},
): void => {
  const strange = Object.keys(properties).filter((name) => !used.includes(name) && !(name in ignored));
  if (strange.length > 0)
    throw new CannotProvision(`${id}: ${strange.join(", ")} of ${type} cannot be provided on this machine`);
};

/** True when AWS refused with one of these error names, false when all went well. Other errors go up. */
export const refusedWith = async (work: Promise<unknown>, ...names: string[]): Promise<boolean> => {
  try {
    await work;
    return false;
  } catch (error) {
    if (names.includes((error as Error).name)) return true;
    throw error;
  }
};
