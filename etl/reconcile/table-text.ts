import { accountColumns, type Account } from "./books.ts";
import type { Reconciliation } from "./reconcile.ts";

const nothingYet = "The lake holds no click. What was sent a moment ago comes when Firehose delivers what it holds.";

const grouped = new Intl.NumberFormat("en-US");

/** The books as tables for people: one line per day of arrival, one for all; then one line per source. */
export function tableText({ days, sources, total }: Reconciliation): string {
  return `${linesOf("day", [...days, ["total", total]])}\n\n${linesOf("source", [...sources])}`;
}

function linesOf(name: string, accounts: [string, Account][]): string {
  const rows = [
    [name, ...accountColumns],
    ...accounts.map(([of, account]) => [of, ...accountColumns.map((column) => grouped.format(account[column]))]),
  ];
  const widths = [name, ...accountColumns].map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
    )
    .join("\n");
}

/** The two identities with the lake's own numbers, and what is unfinished or broken. */
export function identityText({ total, unfinished, problems }: Reconciliation): string {
  const { received, accepted, rejected, unique, duplicates } = total;
  const n = (value: number) => grouped.format(value);
  const missing = total.unfinished === 0 ? "" : ` + unfinished ${n(total.unfinished)}`;
  const inside = total.unreadable === 0 ? "" : ` + unreadable ${n(total.unreadable)}`;
  const holds = received === accepted + rejected + total.unfinished + total.unreadable;
  return [
    `received ${n(received)} ${holds ? "=" : "≠"} accepted ${n(accepted)} + rejected ${n(rejected)}${missing}${inside}`,
    `accepted ${n(accepted)} ${accepted === unique + duplicates ? "=" : "≠"} unique ${n(unique)} + duplicates ${n(duplicates)}`,
    ...(unfinished.length === 0
      ? []
      : [
          `${n(unfinished.length)} requests were cut off before their answer. The first: ${unfinished[0] ?? ""}`,
          "Their senders got no answer and send again, or Firehose still holds the rest of what came in the last minutes. " +
            "--allow-unfinished leaves them out of the identity.",
        ]),
    ...(problems.length === 0
      ? [total.received === 0 ? nothingYet : "Every request and every event is accounted for."]
      : [`${n(problems.length)} identities are broken. The first: ${problems[0] ?? ""}`]),
  ].join("\n");
}
