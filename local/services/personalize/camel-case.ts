/** `CATEGORY_L1` → `categoryL1`: columns as Personalize's answers and events call them. */
export function camelCase(column: string): string {
  return column.toLowerCase().replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
