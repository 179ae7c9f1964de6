import {
  InvalidInputException,
  InvalidNextTokenException,
  LimitExceededException,
  ResourceAlreadyExistsException,
  ResourceInUseException,
  ResourceNotFoundException,
} from "@aws-sdk/client-personalize";

const said = (message: string) => ({ message, $metadata: {} });

export const invalid = (message: string) => new InvalidInputException(said(message));
export const notFound = (arn: string) => new ResourceNotFoundException(said(`Could not find resource ${arn}`));
export const alreadyExists = (arn: string) =>
  new ResourceAlreadyExistsException(said(`Another resource with Arn ${arn} already exists.`));
export const inUse = (message: string) => new ResourceInUseException(said(message));
export const limitExceeded = (message: string) => new LimitExceededException(said(message));
export const badToken = () => new InvalidNextTokenException(said("The token is not valid."));

/** The wire has refused requests without it already; this tells the compiler. */
export function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalid(`${name} is required.`);
  return value;
}
