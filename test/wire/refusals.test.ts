import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { allRefusals } from "./refusals/all.ts";
import { findTarget, type Target } from "./target.ts";

let target: Target;
beforeAll(async () => void (target = await findTarget()));
afterAll(() => target.close());

/** As a session's key looks, and is none. */
const nobody = { accessKeyId: "ASIAAAAAAAAAAAAAAAAA", secretAccessKey: "none", sessionToken: "none" };
const nowhere = { account: "", region: "", bucket: "", role: "", name: String };

describe.each(Object.entries(allRefusals))("%s", (_service, { connect, sdk, refusals }) => {
  it.each(Object.keys(refusals(nowhere)))("refuses in AWS's name what is wrong with %s", async (operation) => {
    const [input, error, who] = refusals(target)[operation] ?? [{}, "no refusal"];
    const client = connect({ ...target.config, ...(who === "nobody" && { credentials: nobody }) });
    const Command = sdk[`${operation}Command`] as new (input: object) => object;
    const outcome = await client.send(new Command(input)).then(
      () => "it was done",
      ({ name, message }: Error) => `${name}: ${message}`,
    );
    expect(outcome).toMatch(new RegExp(`^${error}: .`));
  });
});
