import { parseArgs } from "node:util";
import type { EraseAnswer, EraseRequest, Receipt } from "../functions/govern/erase-person.ts";
import { deploymentOptions, invoke } from "./operate/invoke.ts";

const help = `npm run erase -- --user ID [--dir .millrace | --aws PREFIX]

Removes a person from raw, spill, quarantine, snapshots, exports, caches and Personalize; T1 and the marts follow with the lake job,
which this wakes. Leaves a receipt under erasures/ and remembers a hash of the id, so that no replay brings them back.
The shop's own database is the shop's: erase the person there too, or its next snapshot is cleaned again and again.

  --user ID      a user_id, or the anonymous_id of somebody without an account
  --dir DIR      the instance that npm start runs there (.millrace)
  --aws PREFIX   a deployment on AWS instead, such as millrace-dev`;

/** Call until it is done: each call takes as much as one Lambda can. */
async function erase(user: string, deployment: { prefix?: string; dir: string }): Promise<Receipt> {
  let request: EraseRequest = { user };
  for (;;) {
    const answer = await invoke<EraseAnswer>("erase", request, deployment);
    if ("receipt" in answer) return answer.receipt;
    console.error(`went through ${answer.next.after ?? ""}`);
    request = answer.next;
  }
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { ...deploymentOptions, user: { type: "string" } } });
  if (values.help) return console.log(help);
  if (!values.user) throw new Error("whom? --user ID");
  const { forgotten, cached, personalize, person } = await erase(values.user, { prefix: values.aws, dir: values.dir });
  for (const [place, lines] of Object.entries(forgotten)) console.log(`${place}: ${lines} lines`);
  console.log(`caches: ${cached} lists\nPersonalize: ${personalize.status}`);
  console.log(`receipt: erasures/${person.slice(0, 32)}.json; T1 and the marts follow with the lake job`);
  if (personalize.status !== "refused") return;
  console.error(`NOT erased from Personalize: ${personalize.message}`);
  process.exitCode = 1;
};

main().catch((error: unknown) => {
  console.error(`erase: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
