import { seededRandom } from "../petshop/random.ts";
import { fuzzedPayload } from "./payloads.ts";
import { emptyTally, judgeAnswer, type Tally } from "./verdict.ts";

/** Payloads as real requests to a running instance, some at a time. */
export async function fuzzOverHttp(
  site: string,
  writeKey: string,
  count: number,
  seed: number,
  { width = 8, tell = () => {} }: { width?: number; tell?: (done: number) => void } = {},
): Promise<Tally> {
  const random = seededRandom(seed);
  const tally = emptyTally();
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const payload = fuzzedPayload(random, writeKey);
      const query = new URLSearchParams(payload.query).toString();
      const response = await fetch(`${site}/v1/events${query && `?${query}`}`, {
        method: "POST",
        headers: payload.headers,
        body: new Uint8Array(payload.body),
      });
      judgeAnswer(payload, { status: response.status, body: await response.text() }, tally);
      if (tally.payloads % 100 === 0) tell(tally.payloads);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return tally;
}
