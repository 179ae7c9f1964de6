import type { Control } from "../kernel/control.ts";
import { textOf } from "./fault.ts";
import type { ActiveFault, Faults } from "./faults.ts";
import { parseDrill } from "./read-faults.ts";

const shown = ({ id, seen, struck, ...fault }: ActiveFault) => ({ id, fault: textOf(fault), seen, struck });

/** `/_millrace/faults`: GET lists, POST adds (YAML, JSON or the short form), DELETE clears (`?id=` one of them). */
export const faultControl =
  (faults: Faults): Control =>
  ({ method, query, body }) => {
    if (method === "POST") {
      const { seed, faults: wanted } = parseDrill(body);
      if (seed !== undefined && seed !== faults.seed)
        throw new Error(`this instance was started with the seed ${faults.seed}, and a seed is for an instance`);
      return { seed: faults.seed, added: wanted.map((fault) => shown(faults.add(fault))) };
    }
    if (method === "DELETE") return { seed: faults.seed, cleared: faults.clear(query.get("id") ?? undefined) };
    if (method === "GET") return { seed: faults.seed, faults: faults.list().map(shown) };
    throw new Error(`${method} means nothing here: GET, POST and DELETE do`);
  };
