import type { DayAccount } from "./account.ts";
import type { Reconciliation } from "./reconcile.ts";

const columns: (keyof DayAccount)[] = [
  "requests",
  "received",
  "accepted",
  "rejected",
  "redelivered",
  "unreadable",
  "unique",
  "duplicates",
];
const grouped = new Intl.NumberFormat("en-US");

/** The books as a table for people, one line per day of arrival and one for all. */
export function tableText({ days, total }: Reconciliation): string {
  const rows = [
    ["day", ...columns],
    ...[...days, ["total", total] as const].map(([day, account]) => [
      day,
      ...columns.map((column) => grouped.format(account[column])),
    ]),
  ];
  const widths = ["day", ...columns].map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
    )
    .join("\n");
}

/** The two identities with the lake's own numbers. */
export function identityText({ total, problems }: Reconciliation): string {
  const { received, accepted, rejected, unique, duplicates } = total;
  const n = (value: number) => grouped.format(value);
  return [
    `received ${n(received)} ${received === accepted + rejected ? "=" : "≠"} accepted ${n(accepted)} + rejected ${n(rejected)}`,
    `accepted ${n(accepted)} ${accepted === unique + duplicates ? "=" : "≠"} unique ${n(unique)} + duplicates ${n(duplicates)}`,
    ...(problems.length === 0
      ? ["Every request and every event is accounted for."]
      : [`${n(problems.length)} identities are broken. The first: ${problems[0] ?? ""}`]),
  ].join("\n");
}
