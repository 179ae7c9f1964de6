import type { Notes } from "../../kernel/notes.ts";

export const notes: Notes = {
  wire: "sts",
  title: "AWS STS",
  about:
    "Every function has an access key of its own that stands for its role; keys that nobody handed out are the operator's, who is the account's root. Signatures are not verified: this is a machine, not a border.",
  operations: {
    GetCallerIdentity: {
      does: "Answers account, ARN and id of whoever holds the access key.",
      simplified: "The secret key is not looked at.",
    },
    AssumeRole: {
      does: "Hands out a session of a role, kept across restarts until it is over. With `--iam` both the caller's policy and the role's trust policy must agree. A role of another account makes one that account's: Personalize shows what that account has, S3 what bucket policies show it, and every other service refuses.",
      simplified:
        "Roles of other accounts are taken on trust, since only the template of this account is known. Session policies, tags and MFA are refused; a chained session is not held to one hour.",
    },
  },
};
