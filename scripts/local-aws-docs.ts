import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultNotes } from "../local/faults/notes.ts";
import type { Notes } from "../local/kernel/notes.ts";
import { allNotes } from "../local/notes.ts";

const path = join(import.meta.dirname, "../docs/local-aws.md");

const cell = (text: string): string => text.replaceAll("|", "\\|");
const row = (...cells: string[]): string => `| ${cells.map(cell).join(" | ")} |`;

const sectionOf = ({ title, wire, about, operations }: Notes): string[] => [
  `## ${title}`,
  "",
  `\`${wire}\` · ${about}`,
  "",
  row("operation", "what really happens", "what is simplified"),
  "| --- | --- | --- |",
  ...Object.entries(operations).map(([name, { does, simplified }]) => row(`\`${name}\``, does, simplified)),
  "",
];

const head = `<!-- Made from the notes beside each service by \`node scripts/local-aws-docs.ts\`; change those. -->

# AWS on one machine: what is true of it

    npm run aws                           # AWS alone, for any project
    npm run aws -- --project ../shop      # and what that directory's serverless.yml describes
    npm start                             # AWS with Millrace on it

One server on the loopback interface speaks the AWS wire: SDKs, the AWS CLI and boto3 use it with
\`AWS_ENDPOINT_URL=http://127.0.0.1:4566\` and any credentials (clients of 2023 and older want \`--endpoint-url\` or
\`endpoint_url\`; the SDK for JavaScript wants no \`forcePathStyle\`). Requests are decoded and checked by the schemas of AWS's
own SDK; required members, lengths, patterns and ranges are refused in AWS's words. **An operation that is not in these
tables is refused** (\`UnknownOperationException\`, S3: \`NotImplemented\`), never answered with an empty success. What is
acknowledged survives \`kill -9\`. There is one account, \`000000000000\`, and one region, \`ap-northeast-2\`.

Of a project's \`serverless.yml\` buckets, streams, Glue databases, tables and jobs, and DynamoDB tables are made; functions
run as worker threads of this Node, from JavaScript or TypeScript that needs no compiler; \`httpApi\`, \`schedule\` and
\`eventBridge\` events are wired. Another resource, event or property stops the start with its name.

Durations are AWS's, made shorter by \`--speed\`; timestamps are true. Signatures are not verified.

"nothing" below means that we know of no difference a client could see.
`;

const iam = `## Permissions (\`npm start -- --iam\`)

Every function and every Glue job signs with a key of its own that stands for its role. With \`--iam\` each call is checked
against the role's policies as \`serverless.yml\` and \`infra/\` give them: inline, \`AWS::IAM::Policy\` and managed policies of
the template; actions, resources with wildcards, and the conditions \`String…\`, \`Arn…\`, \`Bool\`, \`Null\`, with
\`ForAllValues:\`, \`ForAnyValue:\` and \`…IfExists\`. A policy that uses anything else stops the start with its name, rather than
being half understood. Refusals are AWS's, in each service's form:

    User: arn:aws:sts::000000000000:assumed-role/millrace-dev-CollectRole/millrace-dev-collect is not authorized to
    perform: firehose:PutRecord on resource: arn:aws:firehose:… because no identity-based policy allows the
    firehose:PutRecord action

- \`iam:PassRole\` is asked for where a role is handed to a service, which must trust it; a role of another account is refused.
- Bucket policies count: with the identity's for the account's own roles, alone for guests of another account, and together
  with the passed role for Personalize. A passed role of another account must be named in the bucket's policy, too. Over
  loopback \`aws:SecureTransport\` is true.
- Whoever assumes a role of another account (\`sts:AssumeRole\`) has a Personalize there, apart from this account's: to the
  other side its resources are refused, and to pass a role across is "Cross-account pass role is not allowed." Such sessions
  end after their time. What the other account's roles grant is taken on trust: only the template of this account is known.
- S3 answers 403 instead of 404 for what is not there, to those who may not list the bucket. A list permission under a
  condition on \`s3:prefix\` does not count for that, because reading one object has no prefix.
- Personalize lists its resources on what they are listed for, or on \`*\`, as AWS's own reference solution grants them.
- The operator (any key that this machine did not hand out) may do everything in the account.
- \`curl $AWS_ENDPOINT_URL/_millrace/iam\` shows what was refused, every grant, and whether anything has needed it; the first
  start prints the same at its end.
`;

const faults = `## Faults on demand (\`npm start -- --faults …\`)

    npm start -- --seed 7 --faults 'firehose.PutRecordBatch:partial@0.1,lambda.run:kill@0.02'
    npm start -- --faults drill.yml
    curl $AWS_ENDPOINT_URL/_millrace/faults                                   # list, with what each has done
    curl $AWS_ENDPOINT_URL/_millrace/faults -d 's3.PutObject:throttle@0.3x20'  # add
    curl $AWS_ENDPOINT_URL/_millrace/faults -X DELETE                          # clear; ?id=f1 for one

\`\`\`yaml
seed: 7
faults:
  - firehose.PutRecordBatch:throttle@0.1
  - { on: glue.job.millrace-dev-lake, do: fail, value: Out of memory, times: 1, skip: 2 }
\`\`\`

A fault is \`SUBJECT:KIND[=VALUE][@RATE][xTIMES]\`. A subject means everything below it, and \`*\` any text: \`s3\`, \`*.Put*\`,
\`lambda.run.millrace-dev-collect\`. Its n-th occasion meets the same fate for the same seed, whatever else happens between.
Several faults may strike one call: latencies add up, then a throttle or an error, then a timeout. Faults live in the
process: a restart forgets them, except those it is started with. In a test: \`cloud.platform().faults.add(parseFault(…))\`.
`;

const witnesses = `## How one knows

\`npm run test:wire\` sends every operation of these tables with AWS's own SDK, sees what it does and one of its errors; a
rule fails when an operation is missing there. The tests look at nothing but the wire, so that they can be sent elsewhere:

    MILLRACE_WIRE_ENDPOINT=http://127.0.0.1:4566 npm run test:wire    # a running instance
    MILLRACE_WIRE_ENDPOINT=aws MILLRACE_WIRE_ACCOUNT=123456789012 MILLRACE_WIRE_BUCKET=a-bucket npm run test:wire

| variable | at a running instance | at AWS |
| --- | --- | --- |
| \`MILLRACE_WIRE_ENDPOINT\` | its address | \`aws\` |
| \`MILLRACE_WIRE_PROFILE\` | | the profile of the credentials, else the SDK's usual chain |
| \`MILLRACE_WIRE_REGION\` | as at AWS | default \`ap-northeast-2\` |
| \`MILLRACE_WIRE_ACCOUNT\` | default \`000000000000\` | needed: it is part of the names that are expected |
| \`MILLRACE_WIRE_BUCKET\` | not used: each file makes a bucket and deletes it | needed: one that may be written to |
| \`MILLRACE_WIRE_ROLE\` | without it the stories of IAM are skipped; \`arn:aws:iam::000000000000:role/toy-dev-ap-northeast-2-lambdaRole\` after \`npm run aws -- --project test/local/host/toy\` | trusted by Firehose, Glue, Personalize and the caller, may read and write the bucket; without it the stories of IAM, a stream, a job, a crawler, Personalize and AssumeRole are skipped |
| \`MILLRACE_WIRE_FUNCTION\` | without it the stories of Lambda and of what calls it are skipped; \`toy-dev-echo\` after \`npm run aws -- --project test/local/host/toy\` | the same: a function that answers \`{"event": …}\` |

A skipped test says its name and what it wanted. Everything made has a name that begins with \`wire-\` (Glue: \`wire_\`) and is
deleted by the test that made it: objects of the bucket, streams, databases, jobs, crawlers, tables, rules, topics, and
Personalize's resources from the campaign down to the schemas. What stays is what cannot be deleted: Athena's history, logs,
and, when a test fails half-way, what it had made until then. At AWS the stories of Personalize train three models, which
takes hours and costs money. **They have not been run against AWS: this project has no account.**

\`npm run test:clients\` lets the AWS CLI and boto3 go through a running instance.
`;

/** The document, as it should be. */
export const localAwsDocs = (): string =>
  [
    head,
    iam,
    witnesses,
    faults,
    row("subject", "kind", "value", "what happens"),
    "| --- | --- | --- | --- |",
    ...faultNotes.map(({ on, kind, value, does }) => row(on, `\`${kind}\``, value, does)),
    "",
    ...allNotes.flatMap(sectionOf),
  ].join("\n");

const usage = `node scripts/local-aws-docs.ts [--check]

Writes docs/local-aws.md from the notes beside the services.

  --check   write nothing, and fail when it is stale`;

if (import.meta.main) {
  const [option] = process.argv.slice(2);
  if (option === "--help") console.log(usage);
  else if (option !== "--check") writeFileSync(path, localAwsDocs());
  else if (readFileSync(path, "utf8") !== localAwsDocs()) {
    console.error("docs/local-aws.md is stale: node scripts/local-aws-docs.ts");
    process.exitCode = 1;
  }
}
