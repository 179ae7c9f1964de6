declare module "dynalite" {
  import type { Server } from "node:http";

  interface Options {
    /** A folder; in memory without it. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
