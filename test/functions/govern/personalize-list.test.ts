import { describe, expect, it } from "@jest/globals";
import type { Deletion } from "@millrace/core/aws/personalize-deletion";
import { aLine, call, found, given, now, packed } from "./given.ts";

const dayMs = 86_400_000;

/** Personalize's jobs: what each was told to forget, and how it is getting on. */
const aPersonalize = (first: "started" | "refused" | "none" | "killed" = "started") => {
  const jobs = new Map<string, { from: string; status: "running" | "done" }>();
  const refusal = { status: "refused" as const, message: "too many jobs" };
  let answer = first;
  return {
    jobs,
    answers: (next: typeof answer) => void (answer = next),
    finish: () => jobs.forEach((job) => (job.status = "done")),
    start: async (job: string, from: string): Promise<Deletion> => {
      if (answer === "killed") throw new Error("killed");
      if (answer === "refused") return refusal;
      if (answer === "none") return { status: "none" };
      jobs.set(job, { from, status: "running" });
      return { status: "started", job };
    },
    look: async (job: string): Promise<Deletion> => {
      const known = jobs.get(job);
      return known ? { status: known.status, job } : { status: "none" };
    },
  };
};

const lists = (lake: ReturnType<typeof given>["lake"]) =>
  [...lake.objects].filter(([key]) => key.startsWith("t2/erasures/")).map(([, body]) => body.toString());

describe("erasing from Personalize", () => {
  it("names the person and their devices, which alone raw knew, in a list that Personalize may read", async () => {
    const deletion = aPersonalize();
    const { lake, erase } = given({ deletion });

    const answer = await erase({ user: "ann" }, call);

    const [[job, { from }] = ["", { from: "" }]] = deletion.jobs;
    expect(job).toMatch(/^erase-[0-9a-f]{32}-[0-9a-z]+$/);
    expect(from).toBe(`s3://lake/t2/erasures/${job}.csv`);
    expect(lists(lake)).toEqual(['USER_ID\n"ann"\n"phone"\n']);
    expect(answer).toMatchObject({ receipt: { personalize: { status: "started", job } } });
  });

  it("removes the list when Personalize is done, and the receipt says so", async () => {
    const deletion = aPersonalize();
    const { lake, erase } = given({ deletion });
    await erase({ user: "ann" }, call);
    const look = { user: "ann", erasedAt: now, step: "deletion" } as const;

    expect(await erase(look, call)).toMatchObject({ deletion: { status: "running" } });
    expect(lists(lake)).toHaveLength(1);
    deletion.finish();
    expect(await erase(look, call)).toMatchObject({ deletion: { status: "done" } });

    expect(found(lake, "ann")).toEqual([]);
    const [receipt] = [...lake.objects].filter(([key]) => key.startsWith("erasures/")).map(([, body]) => String(body));
    expect(JSON.parse(receipt ?? "")).toMatchObject({ erasedAt: now, personalize: { status: "done" } });
  });

  it("has another job for somebody who came back and is erased again, which forgets what is new", async () => {
    const deletion = aPersonalize();
    const { lake, erase } = given({ deletion });
    await erase({ user: "ann" }, call);
    deletion.finish();
    await erase({ user: "ann", erasedAt: now, step: "deletion" }, call);
    const later = now + 30 * dayMs;
    const back = aLine(0, { user_id: "ann", anonymous_id: "tablet", event_time: later - 9, received_at: later - 9 });
    lake.objects.set("raw/clicks/received=2026-12-21/hour=09/b.gz", packed(back));

    const again = await erase({ user: "ann" }, { ...call, now: later });

    expect(again).toMatchObject({ receipt: { forgotten: { "raw/clicks/": 1 }, personalize: { status: "started" } } });
    expect(deletion.jobs.size).toBe(2);
    expect(lists(lake)).toEqual(['USER_ID\n"ann"\n"tablet"\n']);
  });

  it("does not forget the devices when it was killed after raw had been cleaned", async () => {
    const deletion = aPersonalize();
    const { lake, erase } = given({ deletion });
    deletion.answers("killed");
    await expect(erase({ user: "ann" }, call)).rejects.toThrow("killed");
    expect(found(lake, "ann")).toEqual([expect.stringMatching(/^t2\/erasures\//)]);
    deletion.answers("started");

    await erase({ user: "ann" }, { ...call, now: now + 1000 });

    expect(lists(lake)).toEqual(['USER_ID\n"ann"\n"phone"\n']);
  });

  it("keeps nothing when there is no Personalize to forget anybody", async () => {
    const { lake, erase } = given({ deletion: aPersonalize("none") });

    await erase({ user: "ann" }, call);

    expect(lists(lake)).toEqual([]);
  });

  it("asks again once a day after Personalize refused, until it has begun", async () => {
    const deletion = aPersonalize("refused");
    const { lake, erase, forget } = given({ deletion });
    const answer = await erase({ user: "ann" }, call);
    expect(answer).toMatchObject({ receipt: { personalize: { status: "refused", message: "too many jobs" } } });
    deletion.answers("started");

    await forget({ source: "aws.events" }, { ...call, now: now + dayMs / 2 });
    expect(deletion.jobs.size).toBe(0); // the erasure may still be under way
    await forget({ source: "aws.events" }, { ...call, now: now + 2 * dayMs });
    expect(deletion.jobs.size).toBe(1);
    deletion.finish();
    await forget({ source: "aws.events" }, { ...call, now: now + 3 * dayMs });

    expect(lists(lake)).toEqual([]);
  });
});
