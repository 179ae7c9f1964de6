import {
  AlreadyExistsException,
  ConcurrentModificationException,
  ConcurrentRunsExceededException,
  CrawlerNotRunningException,
  CrawlerRunningException,
  CrawlerStoppingException,
  EntityNotFoundException,
  InvalidInputException,
} from "@aws-sdk/client-glue";

const said = (message: string) => ({ message, $metadata: {} });

export const notFound = (message: string) => new EntityNotFoundException(said(message));
export const alreadyExists = (message: string) => new AlreadyExistsException(said(message));
export const invalid = (message: string) => new InvalidInputException(said(message));
export const concurrentChange = (message: string) => new ConcurrentModificationException(said(message));
export const concurrentRuns = (job: string) =>
  new ConcurrentRunsExceededException(said(`Concurrent runs exceeded for ${job}`));
export const crawlerRunning = (name: string) =>
  new CrawlerRunningException(said(`Crawler with name ${name} has already started`));
export const crawlerNotRunning = (name: string) =>
  new CrawlerNotRunningException(said(`Can't stop crawler with name ${name}: it is not running`));
export const crawlerStopping = (name: string) =>
  new CrawlerStoppingException(said(`Crawler with name ${name} is stopping`));
