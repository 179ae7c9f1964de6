import { join } from "node:path";
import { publishEtl } from "../scripts/publish-etl.ts";
import { loadProject } from "./host/project.ts";
import { here, startProject, type Running, type StartOptions } from "./start-project.ts";

export interface CloudOptions extends Omit<StartOptions, "directory"> {
  /** Default `.millrace`. */
  readonly directory?: string;
  /** Variables for `${env:…}` in `serverless.yml`; `PRODUCT_DB…` also goes to Glue jobs. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where `serverless.yml` and `dist` are. */
  readonly root?: string;
}

/** A running Millrace on one machine: `endpoint` for SDK clients, `site` for people, `bucket` for the lake. */
export type Cloud = Running;

/** What Glue jobs are told of the shop's own database. */
const databaseOf = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    ["PRODUCT_DB", "PRODUCT_DB_URL", "PRODUCT_DB_SALT"].flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** Starts AWS and Millrace's functions on this machine. Throws DirectoryInUse when another process has the directory. */
export const startCloud = ({ environment: own, ...options }: CloudOptions = {}): Promise<Cloud> => {
  const root = options.root ?? join(import.meta.dirname, "..");
  const directory = options.directory ?? join(root, ".millrace");
  const environment = { ...process.env, ...own };
  const cache = join(directory, "cache");
  return startProject(
    { ...options, directory },
    {
      root,
      read: () => loadProject({ root, cache, ...here, environment }),
      jobVariables: databaseOf(environment),
      pages: [join(directory, "site"), join(root, "dist/web")],
      furnish: ({ s3 }, { document }) => publishEtl(s3, String(document.custom?.["lakeBucket"]), root),
    },
  );
};
