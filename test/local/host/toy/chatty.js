/** Prints what it is given, and waits as long as it is told. */
export const handler = async ({ say, waitMs = 0 }) => {
  console.log(say);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  return "said";
};
