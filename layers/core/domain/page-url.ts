const credentials = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i;

/** Query keys whose values open doors or name people. */
const secret =
  /^(?:access_token|auth|code|email|id_token|key|password|passwd|pwd|secret|session|sid|signature|token)$/i;

/** A page's address without user:password, fragment and the values of secret query keys. Text that is no address is kept. */
export function withoutSecrets(url: string): string {
  const hash = url.indexOf("#");
  const whole = hash < 0 ? url : url.slice(0, hash);
  const bare = whole.includes("@") ? whole.replace(credentials, "$1") : whole;
  const question = bare.indexOf("?");
  if (question < 0) return bare;
  const kept = bare
    .slice(question + 1)
    .split("&")
    .filter((pair) => !secret.test(pair.split("=", 1)[0] ?? ""));
  const path = bare.slice(0, question);
  return kept.length === 0 ? path : `${path}?${kept.join("&")}`;
}
