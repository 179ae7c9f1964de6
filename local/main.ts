import { join } from "node:path";
import { publishEtl } from "../scripts/publish-etl.ts";
import { createFaults } from "./faults/faults.ts";
import type { Drill } from "./faults/read-faults.ts";
import { freePort } from "./free-port.ts";
import { httpApi } from "./host/api.ts";
import { corsOf } from "./host/cors.ts";
import type { LambdaHost } from "./host/lambda.ts";
import { loadProject, type Project } from "./host/project.ts";
import { routesOf } from "./host/routes.ts";
import { startSite } from "./host/site.ts";
import { triggersOf, wireTriggers } from "./host/triggers.ts";
import type { Audit } from "./iam/control.ts";
import { lockDirectory } from "./instance-lock.ts";
import { realClock, type Clock } from "./kernel/clock.ts";
import { startInstance } from "./kernel/instance.ts";
import type { Platform } from "./kernel/platform.ts";
import { clientsFor, type Clients } from "./provision/clients.ts";
import { provision } from "./provision/provision.ts";
import { servicesOf } from "./services.ts";

export interface CloudOptions {
  /** Everything that is kept is kept here. Default `.millrace`. */
  readonly directory?: string;
  /** How many times faster than AWS waits are over. Default 1. */
  readonly speed?: number;
  /** Wanted ports; the next free one is taken when busy, and 0 takes any. Default 4566 and 8080. */
  readonly awsPort?: number;
  readonly sitePort?: number;
  /** Instead of the wall clock with `speed`. */
  readonly clock?: Clock;
  /** Variables for `${env:…}` in `serverless.yml`; `PRODUCT_DB…` also goes to Glue jobs. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What goes wrong on purpose, from when everything is set up. */
  readonly drill?: Drill;
  /** Each function may do only what its role in `serverless.yml` says. */
  readonly isIamEnforced?: boolean;
  /** Where `serverless.yml` and `dist` are. */
  readonly root?: string;
  /** Told of what an operator should know. Default: stderr. */
  readonly say?: (line: string) => void;
}

/** A running Millrace on one machine. */
export interface Cloud {
  /** `AWS_ENDPOINT_URL` for SDK clients. */
  readonly endpoint: string;
  /** Shop, console and API. */
  readonly site: string;
  readonly bucket: string;
  readonly platform: Platform;
  readonly lambda: LambdaHost;
  /** What the roles grant, what of it was needed, what was refused; nothing unless IAM is enforced. */
  readonly audit: Audit;
  readonly project: Project;
  /** Stops everything; what was acknowledged is kept. */
  close(): Promise<void>;
}

const account = "000000000000";
const region = "ap-northeast-2";

const portNear = async (
  wanted: number,
  taken: readonly number[],
  what: string,
  say: (line: string) => void,
): Promise<number> => {
  const port = await freePort(wanted, taken);
  if (wanted !== 0 && port !== wanted) say(`port ${wanted} is taken: ${what} is on ${port}`);
  return port;
};

/** What Glue jobs are told of the shop's own database. */
const databaseOf = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    ["PRODUCT_DB", "PRODUCT_DB_URL", "PRODUCT_DB_SALT"].flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** Creates what the template names, wires rules to functions, and brings Glue its scripts. Safe to repeat. */
const setUp = async (
  project: Project,
  clients: Clients,
  lambda: LambdaHost,
  bucket: string,
  root: string,
): Promise<void> => {
  await provision(project.resources, project.resolve, clients);
  const arnOf = (name: string): string => `arn:aws:lambda:${region}:${account}:function:${name}`;
  const stack = String(project.resolve({ Ref: "AWS::StackName" }));
  await Promise.all([
    wireTriggers(clients.events, triggersOf(lambda.functions), `${stack}-`, arnOf),
    publishEtl(clients.s3, bucket, root),
  ]);
};

/** Starts AWS and the functions on this machine. Throws DirectoryInUse when another process has the directory. */
export const startCloud = async (options: CloudOptions = {}): Promise<Cloud> => {
  const root = options.root ?? join(import.meta.dirname, "..");
  const directory = options.directory ?? join(root, ".millrace");
  const say = options.say ?? ((line) => console.error(`millrace: ${line}`));
  const environment = { ...process.env, ...options.environment };
  const undo: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const lock = lockDirectory(directory);
    undo.push(() => lock.release());
    const project = await loadProject({ root, cache: join(directory, "cache"), account, region, environment });
    const port = await portNear(options.awsPort ?? 4566, [], "AWS", say);
    let made: ReturnType<typeof servicesOf> | undefined;
    const { drill, isIamEnforced } = options;
    const instance = await startInstance({
      faults: createFaults(drill?.seed),
      clock: options.clock ?? realClock(options.speed ?? 1),
      directory,
      port,
      account,
      region,
      services(platform) {
        made = servicesOf(platform, { project, root, productDatabase: databaseOf(environment), isIamEnforced });
        return made;
      },
    });
    undo.push(() => instance.close());
    const { lambda: host, audit } = made as unknown as ReturnType<typeof servicesOf>; // startInstance has called `services`
    undo.push(() => host.close()); // before the services it calls
    const { platform } = instance;
    const endpoint = platform.endpoint();
    const bucket = String(project.document.custom?.["lakeBucket"]);
    const clients = clientsFor(endpoint, region);
    undo.push(() => clients.destroy());
    await setUp(project, clients, host, bucket, root);
    for (const fault of drill?.faults ?? []) platform.faults.add(fault);

    const sitePort = await portNear(options.sitePort ?? 8080, [instance.port], "the site", say);
    const cors = corsOf(project.document.provider.httpApi?.cors);
    const api = httpApi(host, routesOf(host.functions), cors, { account, now: () => platform.clock.now() });
    const site = await startSite(api, [join(directory, "site"), join(root, "dist/web")], sitePort);
    undo.push(() => site.close());
    const address = { pid: process.pid, endpoint, site: `http://127.0.0.1:${site.port}`, bucket };
    lock.announce(address);
    return { ...address, platform, lambda: host, audit, project, close };
  } catch (error) {
    await close();
    throw error;
  }
};
