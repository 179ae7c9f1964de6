import { describe, expect, it } from "@jest/globals";
import { STSClient } from "@aws-sdk/client-sts";
import { assumedRole } from "@millrace/core/aws/assumed-role";

const roleArn = "arn:aws:iam::111122223333:role/millrace-dev-personalize-access";
const hour = 3_600_000;

/** STS that gives an hour's session, a new one each time. */
const anSts = (now: () => number, refuses = () => false) => {
  const asked: unknown[] = [];
  const client = new STSClient({ region: "ap-northeast-2", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  client.middlewareStack.add(
    () => async (args) => {
      if (refuses())
        throw Object.assign(new Error("not authorized to perform: sts:AssumeRole"), { name: "AccessDenied" });
      asked.push(args.input);
      const Credentials = {
        AccessKeyId: `key-${asked.length}`,
        SecretAccessKey: "secret",
        SessionToken: "token",
        Expiration: new Date(now() + hour),
      };
      return { response: {}, output: { $metadata: {}, Credentials } };
    },
    { step: "initialize", priority: "high" },
  );
  return { client, asked };
};

describe("credentials of another account's role", () => {
  it("are assumed once, and anew shortly before they expire", async () => {
    let time = 0;
    const now = () => time;
    const { client, asked } = anSts(now);
    const credentials = assumedRole(roleArn, "shared-word", { client, now });

    const both = await Promise.all([credentials(), credentials()]);
    expect(both.map(({ accessKeyId }) => accessKeyId)).toEqual(["key-1", "key-1"]);
    const known = (await credentials()).accessKeyId;
    time = 54 * 60_000;
    expect((await credentials()).accessKeyId).toBe(known);
    time = 56 * 60_000;
    expect((await credentials()).accessKeyId).not.toBe(known);
    expect(asked[0]).toEqual({ RoleArn: roleArn, RoleSessionName: "millrace", ExternalId: "shared-word" });
  });

  it("are asked for again after a refusal", async () => {
    let refuses = true;
    const { client, asked } = anSts(
      () => 0,
      () => refuses,
    );
    const credentials = assumedRole(roleArn, undefined, { client, now: () => 0 });
    await expect(credentials()).rejects.toThrow(/sts:AssumeRole/);
    refuses = false;
    expect((await credentials()).sessionToken).toBe("token");
    expect(asked[0]).toEqual({ RoleArn: roleArn, RoleSessionName: "millrace" });
  });
});
