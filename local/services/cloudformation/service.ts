import * as sdk from "@aws-sdk/client-cloudformation";
import type { Platform, Service } from "../../kernel/platform.ts";
import { awsError } from "../../kernel/wire/call.ts";
import { wireService } from "../../kernel/wire/service.ts";

/**
 * CloudFormation without a stack: what the Serverless Framework asks while it packages a layer. Nothing can be deployed
 * here; the local provisioner reads the template by itself.
 */
export const createCloudFormation = ({ region }: Platform): Service => {
  const client = new sdk.CloudFormationClient({ region, endpoint: "http://127.0.0.1" });
  return {
    name: "cloudformation",
    handles: wireService("cloudformation", sdk, client, {
      DescribeStacks({ StackName }) {
        if (StackName !== undefined) throw awsError("ValidationError", `Stack with id ${StackName} does not exist`);
        return { Stacks: [] };
      },
    }),
    resume: () => undefined,
    close: async () => undefined,
  };
};
