import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { BadRequest } from "@millrace/core/errors";
import type { Row } from "../../../functions/recommend/shelf.ts";
import { timing } from "../../../functions/recommend/timing.ts";
import { aModel, aService, bodyOf, never, popularMart, suggestions } from "./given.ts";

const home = { placement: "home", user_id: "ann" };

describe("GET /v1/recommendations", () => {
  it.each([
    [{}, "placement"],
    [{ placement: "hallway" }, "placement"],
    [{ placement: "constructor" }, "placement"],
    [{ placement: "home" }, "user_id"],
    [{ placement: "product", user_id: "ann" }, "item_id"],
    [{ ...home, limit: "0" }, "limit"],
    [{ ...home, limit: "51" }, "limit"],
    [{ ...home, limit: "1.5" }, "limit"],
    [{ ...home, user_id: "x".repeat(257) }, "user_id"],
    [{ ...home, user_id: "a\nb" }, "user_id"],
    [{ ...home, item_id: "\ud800" }, "item_id"],
    [{ ...home, after: "x".repeat(65) }, "after"],
  ])("refuses %j and names the parameter", async (query, path) => {
    const refusal = await aService()
      .get(query as Record<string, string>)
      .catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(BadRequest);
    expect(refusal).toMatchObject({ status: 400, path });
  });

  it("takes an anonymous visitor's id where there is no user's", async () => {
    const service = aService();
    await service.get({ placement: "home", anonymous_id: "cookie-1" });
    await service.get({ placement: "home", anonymous_id: "cookie-1", user_id: "ann" });

    expect(service.asked.map(({ user }) => user)).toEqual(["cookie-1", "ann"]);
  });

  it("lets a browser keep a visitor's list while it is fresh, and anyone an item's", async () => {
    const service = aService();
    const personal = await service.get(home);
    service.clock.ms += 10_000;
    const later = await service.get(home);
    const shared = await service.get({ placement: "product", item_id: "i1" });

    expect(personal.headers?.["cache-control"]).toBe("private, max-age=30");
    expect(later.headers?.["cache-control"]).toBe("private, max-age=20");
    expect(shared.headers?.["cache-control"]).toBe("public, max-age=300");
  });

  it("asks browsers to come back for a list that was only second best", async () => {
    const answer = await aService({ liveModel: async () => undefined }).get(home);

    expect(answer.headers?.["cache-control"]).toBe("no-cache");
  });

  it("answers 304 without a body to a browser that has this list", async () => {
    const service = aService();
    const first = await service.get(home);
    const etag = first.headers?.["etag"] ?? "";

    const second = await service.get(home, { "if-none-match": `"other", ${etag}` });
    const changed = await service.get({ ...home, after: "e2" }, { "if-none-match": etag });

    expect(second).toEqual({
      status: 304,
      headers: { "x-recommendation-source": "memory", "cache-control": "private, max-age=30", etag },
    });
    expect(changed.status).toBe(200);
  });

  it("tags equal popular lists equally", async () => {
    const [one, other] = await Promise.all([aService(), aService()].map((s) => s.get({ placement: "popular" })));

    expect(one?.headers?.["etag"]).toBe(other?.headers?.["etag"]);
  });

  it("is never empty and never fails, whatever happens behind it", async () => {
    const mishap = fc.constantFrom("fine", "fails", "hangs", "nothing", "rubbish");
    const quick = { ...timing, tableMs: 2, ledgerMs: 2, liveMs: 3, liveWithStaleMs: 1, popularMs: 2 };

    const step = fc.record({
      visitor: fc.constantFrom("ann", "bob"),
      after: fc.constantFrom(undefined, "e1", "e2"),
      placement: fc.constantFrom("home", "product", "popular"),
      passes: fc.constantFrom(0, 1_000, 40_000, 400_000),
      ledger: mishap,
      table: mishap,
      live: mishap,
      popular: mishap,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        let now: (typeof steps)[number] | undefined;
        const meet = async <T>(what: keyof NonNullable<typeof now>, good: () => T): Promise<T> => {
          const fate = now?.[what];
          if (fate === "fails") throw new Error(`${what} fails`);
          if (fate === "hangs") return never();
          if (fate === "nothing") return undefined as T;
          if (fate === "rubbish") return JSON.parse('{"items":[null],"recommendationId":7}') as T;
          return good();
        };
        const rows = new Map<string, Row>();
        const service = aService({
          timing: quick,
          cache: {
            get: ({ key }) => meet("table", () => rows.get(key)),
            put: (row) => meet("table", () => rows.set(row.key, row)),
          },
          liveModel: (campaign) => meet("ledger", () => aModel("v1", campaign)),
          askCampaign: () => meet("live", () => suggestions(crypto.randomUUID(), "i1", "i2")),
          popular: () => meet("popular", () => popularMart),
        });

        for (now of steps) {
          service.clock.ms += now.passes;
          const { placement, visitor, after } = now;
          const query = { placement, user_id: visitor, item_id: visitor, ...(after === undefined ? {} : { after }) };
          const answer = await service.get(query);

          expect(answer.status).toBe(200);
          const items = bodyOf(answer).items;
          expect(items.length).toBeGreaterThan(0);
          expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index + 1));
          expect(items.every(({ item_id }) => typeof item_id === "string")).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
