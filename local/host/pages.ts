import { createReadStream, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, normalize, posix, sep } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".map": "application/json",
};

/** The built file a path of the site stands for: the tracker, the console under `/console/`, the shop for the rest. */
const fileFor = (folder: string, pathname: string): string => {
  if (pathname === "/tracker.js") return join(folder, "tracker/index.js");
  const [page, rest] = pathname.startsWith("/console/")
    ? ["console", pathname.slice("/console/".length)]
    : ["shop", pathname.slice(1)];
  const name = rest === "" || extname(rest) === "" ? "index.html" : rest; // a page's own paths are the page's to read
  return join(folder, page, name);
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const isInside = (folder: string, path: string): boolean => path.startsWith(normalize(folder) + sep);

/** Serves what an instance wrote for its pages (`own`: the shop's configuration, its products), else the built pages. */
export const pages =
  (own: string, built: string) =>
  (method: string, url: URL, response: ServerResponse): void => {
    const refuse = (status: number, message: string): void => {
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
      response.end(`${message}\n`);
    };
    if (method !== "GET" && method !== "HEAD") return refuse(405, "Only GET here");
    if (url.pathname === "/console") {
      response.writeHead(308, { location: `/console/${url.search}` });
      return void response.end();
    }
    let pathname: string;
    try {
      pathname = posix.normalize(decodeURIComponent(url.pathname)); // `..` ends at the root
    } catch {
      return refuse(400, "This address cannot be read");
    }
    if (pathname.includes("\0")) return refuse(400, "This address cannot be read"); // no file system takes it
    const candidates: [folder: string, path: string][] = [
      [own, normalize(join(own, pathname))],
      [built, normalize(fileFor(built, pathname))],
    ];
    const path = candidates.find(([folder, path]) => isInside(folder, path) && isFile(path))?.[1];
    if (path === undefined) return refuse(404, "Nothing here");
    response.writeHead(200, {
      "content-type": types[extname(path)] ?? "application/octet-stream",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      ...(url.pathname === "/tracker.js" ? { "access-control-allow-origin": "*" } : {}),
    });
    if (method === "HEAD") return void response.end();
    createReadStream(path)
      .on("error", () => response.destroy())
      .pipe(response);
  };
