import { join } from "node:path";
import { createFaults } from "./faults/faults.ts";
import type { Drill } from "./faults/read-faults.ts";
import { freePort } from "./free-port.ts";
import { httpApi } from "./host/api.ts";
import { corsOf } from "./host/cors.ts";
import type { LambdaHost } from "./host/lambda.ts";
import type { Project } from "./host/project.ts";
import { routesOf } from "./host/routes.ts";
import { startSite } from "./host/site.ts";
import { triggersOf, wireTriggers } from "./host/triggers.ts";
import type { Audit } from "./iam/control.ts";
import { lockDirectory, type Address } from "./instance-lock.ts";
import { realClock, type Clock } from "./kernel/clock.ts";
import { startInstance } from "./kernel/instance.ts";
import type { Platform } from "./kernel/platform.ts";
import { clientsFor, type Clients } from "./provision/clients.ts";
import { provision } from "./provision/provision.ts";
import { servicesOf } from "./services.ts";

export interface StartOptions {
  /** Everything that is kept is kept here. */
  readonly directory: string;
  /** How many times faster than AWS waits are over. Default 1. */
  readonly speed?: number;
  /** Wanted ports; the next free one is taken when busy, and 0 takes any. Default 4566 and 8080. */
  readonly awsPort?: number;
  readonly sitePort?: number;
  /** Instead of the wall clock with `speed`. */
  readonly clock?: Clock;
  /** What goes wrong on purpose, from when everything is set up. */
  readonly drill?: Drill;
  /** Each function may do only what its role says. */
  readonly isIamEnforced?: boolean;
  /** Bytes a Personalize training may take. Default: half of the machine's. */
  readonly trainingMemory?: number;
  /** Told of what an operator should know. Default: stderr. */
  readonly say?: (line: string) => void;
}

/** A deployment to run, and what only this one needs. */
export interface Deployment {
  /** Asked for once the directory is ours. */
  readonly read: () => Promise<Project>;
  /** Where handler paths start. */
  readonly root: string;
  /** Variables of the Glue jobs. */
  readonly jobVariables?: Readonly<Record<string, string>>;
  /** Pages beside the API: the instance's own, then the built ones. */
  readonly pages?: readonly [own: string, built: string];
  /** Called once its resources exist. */
  readonly furnish?: (clients: Clients, project: Project) => Promise<unknown>;
}

/** AWS on one machine, running a deployment. */
export interface Running extends Address {
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
export const here = { account, region };

type Say = (line: string) => void;

const portNear = async (wanted: number, taken: readonly number[], what: string, say: Say): Promise<number> => {
  const port = await freePort(wanted, taken);
  if (wanted !== 0 && port !== wanted) say(`port ${wanted} is taken: ${what} is on ${port}`);
  return port;
};

/** Creates what the template names and wires rules to functions. Safe to repeat. */
const setUp = async (project: Project, clients: Clients, lambda: LambdaHost, { furnish }: Deployment) => {
  await provision(project.resources, project.resolve, clients);
  const arnOf = (name: string): string => `arn:aws:lambda:${region}:${account}:function:${name}`;
  const stack = String(project.resolve({ Ref: "AWS::StackName" }));
  await Promise.all([
    wireTriggers(clients.events, triggersOf(lambda.functions), `${stack}-`, arnOf),
    furnish?.(clients, project),
  ]);
};

/** Starts AWS and the deployment's functions on this machine. Throws DirectoryInUse when another process has the directory. */
export const startProject = async (options: StartOptions, deployment: Deployment): Promise<Running> => {
  const {
    directory,
    drill,
    isIamEnforced,
    trainingMemory,
    say = (line) => console.error(`millrace: ${line}`),
  } = options;
  const { root, jobVariables, pages = [join(directory, "site"), join(directory, "site")] } = deployment;
  const undo: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const lock = lockDirectory(directory);
    undo.push(() => lock.release());
    const project = await deployment.read();
    const port = await portNear(options.awsPort ?? 4566, [], "AWS", say);
    let made: ReturnType<typeof servicesOf> | undefined;
    const instance = await startInstance({
      faults: createFaults(drill?.seed),
      clock: options.clock ?? realClock(options.speed ?? 1),
      directory,
      port,
      ...here,
      services(platform) {
        made = servicesOf(platform, { project, root, jobVariables, isIamEnforced, trainingMemory });
        return made;
      },
    });
    undo.push(() => instance.close());
    const { lambda, audit } = made as unknown as ReturnType<typeof servicesOf>; // startInstance has called `services`
    undo.push(() => lambda.close()); // before the services it calls
    const { platform } = instance;
    const endpoint = platform.endpoint();
    const clients = clientsFor(endpoint, region);
    undo.push(() => clients.destroy());
    await setUp(project, clients, lambda, deployment);
    for (const fault of drill?.faults ?? []) platform.faults.add(fault);

    const sitePort = await portNear(options.sitePort ?? 8080, [instance.port], "the site", say);
    const cors = corsOf(project.document.provider.httpApi?.cors);
    const api = httpApi(lambda, routesOf(lambda.functions), cors, { account, now: () => platform.clock.now() });
    const site = await startSite(api, pages, sitePort);
    undo.push(() => site.close());
    const { lakeBucket } = project.document.custom ?? {};
    const bucket = typeof lakeBucket === "string" ? lakeBucket : "";
    const address = { pid: process.pid, endpoint, site: `http://127.0.0.1:${site.port}`, bucket };
    lock.announce(address);
    return { ...address, platform, lambda, audit, project, close };
  } catch (error) {
    await close();
    throw error;
  }
};
