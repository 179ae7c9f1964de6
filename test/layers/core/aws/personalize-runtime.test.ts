import { PersonalizeRuntimeClient } from "@aws-sdk/client-personalize-runtime";
import { describe, expect, it } from "@jest/globals";
import { personalizeRuntime, type Question } from "@millrace/core/aws/personalize-runtime";

const question: Question = { campaignArn: "arn:campaign", user: "ann", limit: 3, metadata: ["NAME"] };

const given = (answer: unknown) => {
  const sent: unknown[] = [];
  const client = new PersonalizeRuntimeClient({ region: "ap-northeast-2" });
  client.send = (async (command: { input: unknown }) => {
    sent.push(command.input);
    if (answer instanceof Error) throw answer;
    return answer;
  }) as typeof client.send;
  return { ask: personalizeRuntime(client), sent };
};

describe("asking a campaign", () => {
  it("sends only what the question names", async () => {
    const { ask, sent } = given({ recommendationId: "r", itemList: [{ itemId: "i1", score: 0.5 }, {}] });

    const answer = await ask(question, new AbortController().signal);

    expect(sent).toEqual([
      { campaignArn: "arn:campaign", userId: "ann", numResults: 3, metadataColumns: { ITEMS: ["NAME"] } },
    ]);
    expect(answer).toEqual({ recommendationId: "r", items: [{ itemId: "i1", score: 0.5 }] });
  });

  it("has no answer to a question Personalize finds wrong, and throws any other failure", async () => {
    const wrong = Object.assign(new Error("no such item"), { name: "InvalidInputException" });
    const slow = Object.assign(new Error("slow down"), { name: "ThrottlingException" });

    await expect(given(wrong).ask(question, new AbortController().signal)).resolves.toBeUndefined();
    await expect(given(slow).ask(question, new AbortController().signal)).rejects.toBe(slow);
  });
});
