import { describe, expect, it } from "@jest/globals";
import { Forbidden, Unauthorized } from "@millrace/core/errors";
import { tellRefusals, type Refusal } from "../../../functions/collect/tell-refusals.ts";
import { aRequest, now } from "./given.ts";

const given = (serve: () => Promise<{ status: number }>) => {
  const told: Refusal[] = [];
  const asked = tellRefusals(serve, (refusal) => told.push(refusal));
  const ask = (receivedAt: number) => asked(aRequest("{}", { receivedAt }));
  return { told, ask };
};

describe("refused requests", () => {
  it("are told by their code, and refused as before", async () => {
    const { told, ask } = given(() => Promise.reject(new Unauthorized("This write key is not known.")));

    await expect(ask(now)).rejects.toThrow(Unauthorized);
    expect(told).toEqual([{ code: "unauthorized", status: 401, untold: 0 }]);
  });

  it("are told once a minute of each reason, with how many there were, however many come", async () => {
    const reasons = [new Unauthorized("x"), new Forbidden("forbidden_origin", "x")];
    let asked = 0;
    const { told, ask } = given(() => Promise.reject(reasons[asked++ % 2]));

    for (let n = 0; n < 1_000; n += 1) await ask(now + n).catch(() => undefined);
    for (let n = 0; n < 2; n += 1) await ask(now + 60_001).catch(() => undefined);

    expect(told).toEqual([
      { code: "unauthorized", status: 401, untold: 0 },
      { code: "forbidden_origin", status: 403, untold: 0 },
      { code: "unauthorized", status: 401, untold: 499 },
      { code: "forbidden_origin", status: 403, untold: 499 },
    ]);
  });

  it("are not what is taken, nor what fails by our fault, which is told elsewhere", async () => {
    const taken = given(async () => ({ status: 200 }));
    expect(await taken.ask(now)).toEqual({ status: 200 });
    const broken = given(() => Promise.reject(new Error("ours")));
    await expect(broken.ask(now)).rejects.toThrow("ours");
    expect([...taken.told, ...broken.told]).toEqual([]);
  });
});
