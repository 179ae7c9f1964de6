/** Answers with what it was given and what it can see. */
export const handler = async (event, context) => ({
  event,
  table: process.env.TABLE,
  endpoint: process.env.AWS_ENDPOINT_URL,
  name: process.env.AWS_LAMBDA_FUNCTION_NAME,
  arn: context.invokedFunctionArn,
  hasTime: context.getRemainingTimeInMillis() > 0,
  requestId: context.awsRequestId,
});
