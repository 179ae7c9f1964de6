import { createHash, randomBytes } from "node:crypto";
import type { Platform } from "../kernel/platform.ts";

/** Who calls. */
export interface Principal {
  readonly account: string;
  /** `arn:aws:iam::…:root` or `arn:aws:sts::…:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  readonly userId: string;
  /** Of a session: the role it took on. */
  readonly roleArn?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** As the SDK reads them from the environment. */
export const variablesOf = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
});

export interface Session extends Principal {
  readonly roleArn: string;
  /** ms since the epoch; absent for a function's own, which its host renews. */
  readonly expires?: number;
}

const base32 = (bytes: Buffer): string =>
  [...bytes].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]).join("");

/** `ASIA…`: the key of a session, always the same for the same seed. */
const sessionKey = (seed: Buffer | string): string =>
  `ASIA${base32(createHash("sha256").update(seed).digest().subarray(0, 16))}`;

const credentialsFor = (accessKeyId: string): Credentials => ({
  accessKeyId,
  secretAccessKey: createHash("sha256").update(`secret of ${accessKeyId}`).digest("base64").slice(0, 40),
  sessionToken: createHash("sha512").update(`token of ${accessKeyId}`).digest("base64"),
});

/** `account`, `name` of a role's ARN; undefined for what is none. */
export const roleParts = (arn: string): { account: string; name: string } | undefined => {
  const [, account, path] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  return account === undefined || path === undefined ? undefined : { account, name: path.split("/").at(-1) ?? path };
};

/** A role's unique id, which its sessions carry. */
export const roleId = (arn: string): string =>
  `AROA${base32(createHash("sha256").update(arn).digest().subarray(0, 16))}`;

/** The session that a role's ARN and a name give. Throws for what is no role's ARN. */
const sessionOf = (roleArn: string, sessionName: string): Session => {
  const role = roleParts(roleArn);
  if (!role) throw new Error(`${roleArn} is no role's ARN`);
  const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`;
  return { account: role.account, arn, userId: `${roleId(roleArn)}:${sessionName}`, roleArn };
};

/** Who is behind an access key. Keys that nobody handed out are the operator's, who may do everything in the account. */
export const createPrincipals = ({ state, account, clock }: Platform) => {
  const kept = state.collection<Session>("sts/sessions");
  const running = new Map<string, Session>();
  const root: Principal = { account, arn: `arn:aws:iam::${account}:root`, userId: account };
  const of = (accessKeyId: string | undefined): Principal | "expired" | "unknown" => {
    if (!accessKeyId?.startsWith("ASIA")) return root;
    const session = running.get(accessKeyId) ?? kept.get(accessKeyId);
    if (!session) return "unknown";
    return session.expires !== undefined && session.expires <= clock.now() ? "expired" : session;
  };
  return {
    root,
    /** Credentials of something this machine runs as a role (its ARN or name), such as a function; the same after every start. */
    runAs(role: string, sessionName: string): Credentials {
      const roleArn = role.startsWith("arn:") ? role : `arn:aws:iam::${account}:role/${role}`;
      const key = sessionKey(`${roleArn} ${sessionName}`);
      running.set(key, sessionOf(roleArn, sessionName));
      return credentialsFor(key);
    },
    /** Temporary credentials, kept across restarts until they expire. */
    assume(roleArn: string, sessionName: string, expires: number): { credentials: Credentials; session: Session } {
      for (const { id, value } of kept.list()) if ((value.expires ?? 0) <= clock.now()) kept.delete(id);
      const session = { ...sessionOf(roleArn, sessionName), expires };
      const credentials = credentialsFor(sessionKey(randomBytes(20)));
      kept.put(credentials.accessKeyId, session);
      return { credentials, session };
    },
    /** "expired" and "unknown" are keys of sessions that are over or never were. */
    of,
    /** Whose resources a call is about, once it was admitted. */
    accountOf({ accessKeyId }: { accessKeyId: string | undefined }): string {
      const caller = of(accessKeyId);
      return typeof caller === "string" ? account : caller.account;
    },
  };
};

export type PrincipalBook = ReturnType<typeof createPrincipals>;
