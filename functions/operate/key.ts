import { createHash, timingSafeEqual } from "node:crypto";
import { Unauthorized } from "@millrace/core/errors";

/** Throws Unauthorized unless the header carries the key whose SHA-256 (hex) was deployed. No hash deployed: nobody may. */
export const requireKey = (authorization: string | undefined, sha256: string | undefined): void => {
  if (sha256 === undefined) throw new Unauthorized("the console is closed: no key was deployed");
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (key === undefined) throw new Unauthorized("send the console's key as a bearer token");
  const given = createHash("sha256").update(key).digest();
  const wanted = Buffer.from(sha256, "hex");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Unauthorized("this is not the key");
};
