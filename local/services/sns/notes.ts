import type { Notes } from "../../kernel/notes.ts";

export const notes: Notes = {
  wire: "sns",
  title: "Amazon SNS",
  about: "Standard topics whose messages go to Lambda functions through the host's durable queue.",
  operations: {
    CreateTopic: {
      does: "Creates a topic; the same name gives the same topic, other attributes are refused.",
      simplified: "FIFO topics are refused; attributes are kept and mean nothing.",
    },
    DeleteTopic: {
      does: "Deletes a topic with its subscriptions; one that is not there is no error.",
      simplified: "nothing",
    },
    ListTopics: { does: "Every topic.", simplified: "One page." },
    GetTopicAttributes: {
      does: "Answers ARN, owner, attributes and the number of subscriptions.",
      simplified: "No policy and no delivery statistics.",
    },
    Subscribe: {
      does: "Subscribes a Lambda function; the same function has one subscription.",
      simplified: "Other protocols and attributes (`FilterPolicy`, `RawMessageDelivery`) are refused.",
    },
    Unsubscribe: { does: "Ends a subscription.", simplified: "nothing" },
    ListSubscriptionsByTopic: { does: "The subscriptions of a topic.", simplified: "One page." },
    Publish: {
      does: "Enqueues the notification for every subscribed function in one transaction; without subscriptions the message goes nowhere, as at AWS.",
      simplified: "Phone numbers and per-protocol messages are refused; nothing is signed.",
    },
  },
};
