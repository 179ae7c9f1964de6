/** The whole name of a resource on Personalize: its own when it was there before us, else ours. */
export const fullName = (
  installation: string,
  entry: { readonly name: string; readonly resource?: string | undefined },
): string => entry.resource ?? `${installation}-${entry.name}`;
