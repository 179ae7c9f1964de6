/** Answers like a function behind an HTTP API: `?as=` chooses how. */
export const handler = async (event) => {
  const as = event.queryStringParameters?.as;
  if (as === "value") return { plain: true };
  if (as === "error") throw new Error("not for the client");
  if (as === "cookies") return { statusCode: 204, cookies: ["a=1", "b=2"] };
  if (as === "bytes")
    return { statusCode: 200, headers: { "Content-Type": "image/png" }, body: "AAEC", isBase64Encoded: true };
  if (as === "odd") return { statusCode: 200, headers: { "x-odd": "two\nlines" }, body: "" };
  if (as === "large") return { statusCode: 200, body: "x".repeat(7 * 1024 * 1024) };
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(event) };
};
