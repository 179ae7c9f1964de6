import { fork } from "node:child_process";
import { once } from "node:events";

/** One of the servers of served.ts, in a process of its own. */
export interface Serving {
  url: string;
  /** CPU of the whole process so far, ms. */
  cpuMs(): Promise<number>;
  end(): Promise<void>;
}

/** `aws` is where its clients go. */
export const serving = async (name: "bare" | "direct" | "collect", aws: string): Promise<Serving> => {
  const child = fork(new URL("served.ts", import.meta.url), [name], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: aws,
      AWS_REGION: "ap-northeast-2",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      CLICK_STREAM: "clicks",
      LAKE_BUCKET: "lake",
      LEDGER_TABLE: "ledger",
      WRITE_KEYS: "bench-key-1:web",
      POWERTOOLS_LOG_LEVEL: "ERROR", // it says that there is no Personalize tracker
    },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}/v1/events`,
    async cpuMs() {
      child.send("cpu");
      const [{ cpu }] = (await once(child, "message")) as [{ cpu: NodeJS.CpuUsage }];
      return (cpu.user + cpu.system) / 1000;
    },
    async end() {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
    },
  };
};

/** Post a batch; throws when an event of it is not accepted, for then nothing should be timed. */
export const post = async (url: string, body: string, events: number): Promise<void> => {
  const answer = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
  const { accepted } = (await answer.json()) as { accepted: number };
  if (accepted !== events) throw new Error(`${accepted} of ${events} events accepted: nothing is timed`);
};
