import type { Found } from "@millrace/core/aws/personalize";
import { whatToGrant } from "@millrace/core/domain/permission";
import { meaningOfPersonalize } from "@millrace/core/domain/status";

/** How far something is. What is absent brings the act that starts it, so nothing can be started that was not looked for. */
export type Progress<Out> =
  | { readonly is: "absent"; readonly what: string; readonly start: () => Promise<unknown>; readonly facts?: unknown }
  | { readonly is: "running"; readonly message: string }
  | { readonly is: "done"; readonly output: Out }
  | { readonly is: "failed"; readonly reason: string };

/** `facts`: what is true as it begins, kept with the step. */
export const absent = (what: string, start: () => Promise<unknown>, facts?: unknown): Progress<never> => ({
  is: "absent",
  what,
  start,
  ...(facts === undefined ? {} : { facts }),
});
export const running = (message: string): Progress<never> => ({ is: "running", message });
export const done = <Out>(output: Out): Progress<Out> => ({ is: "done", output });
export const failed = (reason: string): Progress<never> => ({ is: "failed", reason });

const toDo = (reason: string): string => {
  const grant = whatToGrant(reason);
  return grant === undefined ? "" : ` What to do: ${grant}.`;
};

/** A Personalize resource by its status. Throws UnknownStatus. */
export const resource = <R extends Found>(
  what: string,
  found: R | undefined,
  create: () => Promise<unknown>,
): Progress<R> => {
  if (found === undefined) return absent(what, create);
  const meaning = meaningOfPersonalize(found.status);
  if (meaning === "done") return done(found);
  if (meaning === "running") return running(`${what}: ${found.status}`);
  return failed(
    `${what}: ${found.status}${found.failureReason ? `: ${found.failureReason}${toDo(found.failureReason)}` : ""}`,
  );
};

/** Facts of several things; what is named in more than one is joined as well. */
const joined = (facts: readonly unknown[]): unknown =>
  facts.reduce<Record<string, unknown>>((whole, part) => {
    for (const [name, fact] of Object.entries(part as object)) {
      const known = whole[name];
      whole[name] = typeof known === "object" && known !== null ? { ...known, ...(fact as object) } : fact;
    }
    return whole;
  }, {});

/** Many things as one: failed when one failed, else absent when some are, else running, else done with all outputs. */
export const all = <Outs extends object>(parts: { [Name in keyof Outs]: Progress<Outs[Name]> }): Progress<Outs> => {
  const list = Object.values<Progress<unknown>>(parts);

  const failures = list.filter((part) => part.is === "failed");
  if (failures.length > 0) return failed(failures.map(({ reason }) => reason).join("; "));

  const missing = list.filter((part) => part.is === "absent");
  if (missing.length > 0) {
    const facts = missing.flatMap((part) => (part.facts === undefined ? [] : [part.facts]));
    return absent(
      missing.map(({ what }) => what).join(", "),
      async () => {
        for (const { start } of missing) await start();
      },
      facts.length === 0 ? undefined : joined(facts),
    );
  }

  const waiting = list.filter((part) => part.is === "running");
  if (waiting.length > 0) return running(waiting.map(({ message }) => message).join(", "));

  const outputs = Object.entries<Progress<unknown>>(parts).map(([name, part]) => [
    name,
    part.is === "done" ? part.output : undefined,
  ]);
  return done(Object.fromEntries(outputs) as Outs);
};

/** `all` over names: looks at each, at the same time. */
export const each = async <Name extends string, Out>(
  names: readonly Name[],
  look: (name: Name) => Promise<Progress<Out>>,
): Promise<Progress<Record<Name, Out>>> => {
  const entries = await Promise.all(names.map(async (name) => [name, await look(name)] as const));
  return all<Record<Name, Out>>(Object.fromEntries(entries) as Record<Name, Progress<Out>>);
};
