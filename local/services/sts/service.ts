import * as sdk from "@aws-sdk/client-sts";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService } from "../../kernel/wire/service.ts";

/** STS, as far as asking who one is: everyone is the account's root. */
export const createSts = ({ account, region }: Platform): Service => {
  const client = new sdk.STSClient({ region, endpoint: "http://127.0.0.1" });
  return {
    name: "sts",
    handles: wireService("sts", sdk, client, {
      GetCallerIdentity: () => ({ UserId: account, Account: account, Arn: `arn:aws:iam::${account}:root` }),
    }),
    resume: () => undefined,
    close: async () => undefined,
  };
};
