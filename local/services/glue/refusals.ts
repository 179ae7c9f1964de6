import {
  AlreadyExistsException,
  ConcurrentRunsExceededException,
  EntityNotFoundException,
  InvalidInputException,
} from "@aws-sdk/client-glue";

const said = (message: string) => ({ message, $metadata: {} });

export const notFound = (message: string) => new EntityNotFoundException(said(message));
export const alreadyExists = (message: string) => new AlreadyExistsException(said(message));
export const invalid = (message: string) => new InvalidInputException(said(message));
export const concurrentRuns = (job: string) =>
  new ConcurrentRunsExceededException(said(`Concurrent runs exceeded for ${job}`));
