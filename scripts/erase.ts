import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Deletion } from "@millrace/core/aws/personalize-deletion";
import type { EraseAnswer, EraseRequest, Receipt } from "../functions/govern/erase-person.ts";
import { deploymentOptions, invoke, type Deployment } from "./operate/invoke.ts";

const help = `npm run erase -- --user ID [--dir .millrace | --aws PREFIX]

Removes a person from raw, spill, quarantine, snapshots, exports, caches and Personalize; T1 and the marts follow with the lake job,
which this wakes. Leaves a receipt under erasures/ and remembers a hash of the id, so that no replay brings them back.
The shop's own database is the shop's: erase the person there too, or its next snapshot is cleaned again and again.

  --user ID      a user_id, or the anonymous_id of somebody without an account
  --no-wait      do not wait for Personalize, which takes hours on AWS; it goes on by itself, and the receipt is finished by the same
                 command later, or by the daily sweep
  --dir DIR      the instance that npm start runs there (.millrace)
  --aws PREFIX   a deployment on AWS instead, such as millrace-dev`;

/** Call until it is done: each call takes as much as one Lambda can. */
async function erase(user: string, deployment: Deployment): Promise<Receipt> {
  let request: EraseRequest = { user };
  for (;;) {
    const answer = await invoke<EraseAnswer>("erase", request, deployment);
    if ("receipt" in answer) return answer.receipt;
    if (!("next" in answer)) throw new Error("erase answered what was not asked");
    console.error(`went through ${answer.next.after ?? ""}`);
    request = answer.next;
  }
}

/** Until Personalize has deleted, or will not. */
async function waitForDeletion(
  user: string,
  { erasedAt, personalize }: Receipt,
  deployment: Deployment,
): Promise<Deletion> {
  let [deletion, told] = [personalize, ""];
  for (
    let waitMs = 1_000;
    deletion.status === "started" || deletion.status === "running";
    waitMs = Math.min(30_000, waitMs * 1.5)
  ) {
    if (told !== deletion.status) console.error(`Personalize: ${(told = deletion.status)}, job ${deletion.job}`);
    await wait(waitMs);
    const answer = await invoke<EraseAnswer>("erase", { user, erasedAt, step: "deletion" }, deployment);
    if (!("deletion" in answer)) throw new Error("erase answered what was not asked");
    deletion = answer.deletion;
  }
  return deletion;
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { ...deploymentOptions, user: { type: "string" }, "no-wait": { type: "boolean", default: false } },
  });
  if (values.help) return console.log(help);
  if (!values.user) throw new Error("whom? --user ID");
  const deployment = { prefix: values.aws, dir: values.dir };
  const receipt = await erase(values.user, deployment);
  const { forgotten, cached, person } = receipt;
  for (const [place, lines] of Object.entries(forgotten)) console.log(`${place}: ${lines} lines`);
  console.log(`caches: ${cached} lists`);
  const personalize = values["no-wait"] ? receipt.personalize : await waitForDeletion(values.user, receipt, deployment);
  console.log(`Personalize: ${personalize.status}${"job" in personalize ? ` (${personalize.job})` : ""}`);
  console.log(`receipt: erasures/${person.slice(0, 32)}.json; T1 and the marts follow with the lake job`);
  if (personalize.status !== "refused") return;
  console.error(`NOT erased from Personalize: ${personalize.message}`);
  process.exitCode = 1;
};

main().catch((error: unknown) => {
  console.error(`erase: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
