/** The account of a resource's ARN. */
export const accountIn = (arn: string): string => arn.split(":")[4] ?? "";
