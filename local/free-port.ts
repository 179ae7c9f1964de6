import { createServer, type AddressInfo } from "node:net";

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

const attempts = 50;

/** One that the system gives. */
const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** The port, or the next free one after it; any free one for 0. Throws when fifty in a row are taken. */
export const freePort = async (wanted: number, taken: readonly number[] = []): Promise<number> => {
  if (wanted === 0) return anyPort();
  for (let port = wanted; port < wanted + attempts && port < 65_536; port++)
    if (!taken.includes(port) && (await isFree(port))) return port;
  throw new Error(`no free port from ${wanted} to ${wanted + attempts - 1}`);
};
