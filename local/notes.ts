import { notes as lambda } from "./host/notes.ts";
import type { Notes } from "./kernel/notes.ts";
import { notes as athena } from "./services/athena/notes.ts";
import { notes as cloudformation } from "./services/cloudformation/notes.ts";
import { notes as dynamodb } from "./services/dynamodb/notes.ts";
import { notes as events } from "./services/events/notes.ts";
import { notes as firehose } from "./services/firehose/notes.ts";
import { notes as glue } from "./services/glue/notes.ts";
import { notes as iam } from "./services/iam/notes.ts";
import { notes as personalize } from "./services/personalize/control/notes.ts";
import { notes as personalizeEvents } from "./services/personalize/events/notes.ts";
import { notes as personalizeRuntime } from "./services/personalize/runtime/notes.ts";
import { notes as s3 } from "./services/s3/notes.ts";
import { notes as sns } from "./services/sns/notes.ts";
import { notes as sts } from "./services/sts/notes.ts";

/** Every service of this machine, in the order of the document. */
export const allNotes: readonly Notes[] = [
  s3,
  firehose,
  glue,
  athena,
  personalize,
  personalizeRuntime,
  personalizeEvents,
  dynamodb,
  events,
  lambda,
  sns,
  sts,
  iam,
  cloudformation,
];
