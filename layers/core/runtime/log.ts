import { Logger } from "@aws-lambda-powertools/logger";

/** JSON lines with the request id. Callers log ids and counts, never a body or a visitor's address. */
export const log = new Logger();
