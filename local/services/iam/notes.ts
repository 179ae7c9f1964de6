import type { Notes } from "../../kernel/notes.ts";

export const notes: Notes = {
  wire: "iam",
  title: "AWS IAM",
  about:
    "The roles are those of the template, whether or not `--iam` enforces them; nothing is created by a call. One account's: a session of another account is refused.",
  operations: {
    GetRole: {
      does: "Answers ARN, id and trust policy of a role of the template, the policy URL-encoded as IAM gives it; `NoSuchEntity` for any other.",
      simplified: "Every role was created when the instance was; last use, tags and boundary are not told.",
    },
    SimulatePrincipalPolicy: {
      does: "Decides each action on each resource by the role's own policies and the context that was sent, by the rules that `--iam` enforces: `allowed`, `explicitDeny` or `implicitDeny`.",
      simplified:
        "Of roles only. Matched statements and missing context are not told; further policies, a boundary and a resource's policy in the request are refused.",
    },
  },
};
