/** Words of visitors and products may be long; a page shows their beginning. Never ends within a letter. */
const longest = 200;

export const short = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
