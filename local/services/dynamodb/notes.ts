import type { Notes } from "../../kernel/notes.ts";

const dynalite = "Answered by dynalite 4, kept in LevelDB";

export const notes: Notes = {
  wire: "dynamodb",
  title: "Amazon DynamoDB",
  about:
    "The items are dynalite's, in this process; calls pass the same faults and permissions as every other. It has no transactions, streams, backups, global tables or PartiQL, and refuses them by name. Capacity is never short unless a `throttle` fault says so.",
  operations: {
    CreateTable: {
      does: `${dynalite}: keys, global and local indexes; ACTIVE at once. Its partition key is learned for \`dynamodb:LeadingKeys\`.`,
      simplified: "Encryption, streams, table classes and deletion protection are not kept.",
    },
    DeleteTable: { does: `${dynalite}: gone at once.`, simplified: "There is no DELETING to wait for." },
    DescribeTable: {
      does: `${dynalite}: keys, indexes, counts.`,
      simplified: "Counts are exact at once, where AWS is six hours late.",
    },
    ListTables: { does: `${dynalite}: names by pages.`, simplified: "nothing" },
    UpdateTable: {
      does: `${dynalite}: throughput and billing mode.`,
      simplified: "An index can be neither added nor removed.",
    },
    GetItem: {
      does: `${dynalite}: projections included.`,
      simplified: "Every read is consistent, also where AWS would be late.",
    },
    PutItem: {
      does: `${dynalite}: conditions and return values.`,
      simplified: "`ReturnValuesOnConditionCheckFailure` is not answered.",
    },
    UpdateItem: {
      does: `${dynalite}: update expressions, conditions, return values.`,
      simplified: "`ReturnValuesOnConditionCheckFailure` is not answered.",
    },
    DeleteItem: {
      does: `${dynalite}: conditions and return values.`,
      simplified: "`ReturnValuesOnConditionCheckFailure` is not answered.",
    },
    Query: {
      does: `${dynalite}: key conditions, filters, indexes, both directions, pages.`,
      simplified: "Every read is consistent, also where AWS would be late.",
    },
    Scan: {
      does: `${dynalite}: filters, segments, pages.`,
      simplified: "Every read is consistent, also where AWS would be late.",
    },
    BatchGetItem: {
      does: `${dynalite}: up to 100 keys of several tables.`,
      simplified: "Nothing is ever left unprocessed.",
    },
    BatchWriteItem: {
      does: `${dynalite}: up to 25 writes to several tables.`,
      simplified: "Nothing is ever left unprocessed.",
    },
    TagResource: { does: `${dynalite}: tags of a table.`, simplified: "Tags decide nothing." },
    UntagResource: { does: `${dynalite}: removes tags of a table.`, simplified: "Tags decide nothing." },
    ListTagsOfResource: { does: `${dynalite}: tags of a table.`, simplified: "nothing" },
    UpdateTimeToLive: {
      does: "Ours: names the attribute that ends an item. A sweep each hour of AWS's time deletes what is over, unless it was written anew.",
      simplified: "Enabled at once, where AWS takes up to an hour; nothing is told to a stream.",
    },
    DescribeTimeToLive: { does: "Ours: answers the attribute.", simplified: "Never ENABLING nor DISABLING." },
  },
};
