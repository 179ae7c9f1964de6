export const keyOf = (path: { folder: string; name: string } | undefined): string => `${path?.folder}/${path?.name}`;
