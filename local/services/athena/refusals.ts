import { InvalidRequestException } from "@aws-sdk/client-athena";

export const invalid = (message: string, code = "INVALID_INPUT") =>
  new InvalidRequestException({ message, Message: message, AthenaErrorCode: code, $metadata: {} });
