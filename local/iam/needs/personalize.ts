import { arnIn, named, passing, type Input, type Needs } from "./need.ts";

const dashed = (noun: string): string => noun.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
const camel = (noun: string): string => noun.charAt(0).toLowerCase() + noun.slice(1);

/** Operations whose ARN does not follow from their name. */
const arnMembers: Readonly<Record<string, string>> = {
  CreateSolutionVersion: "solutionArn",
  GetSolutionMetrics: "solutionVersionArn",
  StopSolutionVersionCreation: "solutionVersionArn",
  GetPersonalizedRanking: "campaignArn",
  PutItems: "datasetArn",
  PutUsers: "datasetArn",
  TagResource: "resourceArn",
  UntagResource: "resourceArn",
  ListTagsForResource: "resourceArn",
};

/** Lists are asked about on what they are listed for: AWS's own reference solution grants them so. */
const parents = ["solutionArn", "datasetArn", "datasetGroupArn", "solutionVersionArn"];

const resourceOf = (operation: string, input: Input): string => {
  const member = arnMembers[operation];
  if (member !== undefined) return named(input, member);
  if (operation === "PutEvents") return `event-tracker/${named(input, "trackingId")}`; // a tracker's ARN ends otherwise
  const [, verb = "", noun = ""] = /^(Create|Describe|Delete|Update|List|Start|Stop)(.+)$/.exec(operation) ?? [];
  if (verb === "List") return named(input, ...parents);
  if (verb !== "Create") return named(input, `${camel(noun)}Arn`);
  if (noun === "Dataset") {
    const group = named(input, "datasetGroupArn").replace(":dataset-group/", ":dataset/");
    return `${group}/${named(input, "datasetType").toUpperCase()}`;
  }
  return `${dashed(noun)}/${named(input, "name", "jobName")}`;
};

export const personalizeNeeds: Needs = ({ operation }, input, where) => {
  const action = `personalize:${operation}`;
  const about = (resource: string) => ({
    action,
    resource: resource === "*" ? "*" : arnIn("personalize", where, resource),
  });
  if (operation === "GetRecommendations" || operation === "GetPersonalizedRanking") {
    const filter = input["filterArn"];
    return [
      about(named(input, "campaignArn", "recommenderArn")),
      ...(typeof filter === "string" ? [about(filter)] : []),
    ];
  }
  return [about(resourceOf(operation, input)), ...passing(input["roleArn"], "personalize", where)];
};
