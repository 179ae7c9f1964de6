import { read, readText } from "./api.ts";
import { h } from "../elements.ts";

const save = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

/** Two buttons: every run for people, and for machines. `keyNow` gives the operator's key when one is pressed. */
export const drawKeep = (keyNow: () => string, say: (text: string) => void): HTMLElement => {
  const button = (words: string, press: () => Promise<void>) =>
    h("button", { onclick: () => void press().catch((error: unknown) => say(`not saved: ${String(error)}`)) }, words);
  return h(
    "p",
    { class: "keep" },
    button("Save the report", async () => save("retraining.md", "text/markdown", await readText("report", keyNow()))),
    button("Save the history (JSON)", async () =>
      save("retraining.json", "application/json", JSON.stringify(await read<object>("history", keyNow()), null, 2)),
    ),
  );
};
