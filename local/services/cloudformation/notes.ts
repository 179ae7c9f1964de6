import type { Notes } from "../../kernel/notes.ts";

export const notes: Notes = {
  wire: "cloudformation",
  title: "AWS CloudFormation",
  about:
    "As far as `sls package` asks. The template is provided by `local/provision`, which calls the services like any client.",
  operations: {
    DescribeStacks: {
      does: "Says that the named stack does not exist, or that there are none.",
      simplified: "There never is a stack: nothing can be deployed to this machine.",
    },
  },
};
