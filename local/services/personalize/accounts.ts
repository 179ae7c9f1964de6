import type { Platform } from "../../kernel/platform.ts";
import type { Call } from "../../kernel/wire/call.ts";
import type { Context } from "./context.ts";

/** Whose call it is: twelve digits. */
export type AccountOf = (call: Call) => string;

/** A Personalize for each account that has ever called; nothing of one is seen by another. */
export interface Accounts {
  /** The caller's own. */
  of: (call: Call) => Context;
  all: () => Context[];
}

/** `make` is given the platform as that account's. Accounts beside the home one are remembered across restarts. */
export function createAccounts(home: Platform, accountOf: AccountOf, make: (platform: Platform) => Context): Accounts {
  const guests = home.state.collection<true>("personalize/account");
  const open = new Map<string, Context>();
  const contextOf = (account: string): Context => {
    const known = open.get(account);
    if (known) return known;
    if (account !== home.account) guests.put(account, true);
    const context = make({ ...home, account });
    open.set(account, context);
    return context;
  };
  return {
    of: (call) => contextOf(accountOf(call)),
    all: () => [home.account, ...guests.list().map(({ id }) => id)].map(contextOf),
  };
}

type Operation = (input: never, call: Call) => unknown;

/** Operations of whichever account calls: `make` gives those of one account, all accounts have the same. */
export function perAccount<T extends object>({ of, all }: Accounts, make: (context: Context) => T): T {
  const made = new WeakMap<Context, Record<string, Operation>>();
  const operationsOf = (context: Context): Record<string, Operation> => {
    const known = made.get(context) ?? (make(context) as Record<string, Operation>);
    made.set(context, known);
    return known;
  };
  const names = all().flatMap((context) => Object.keys(operationsOf(context)));
  return Object.fromEntries(
    [...new Set(names)].map((name): [string, Operation] => [
      name,
      (input, call) => operationsOf(of(call))[name]?.(input, call),
    ]),
  ) as T;
}
