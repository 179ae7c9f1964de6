import { isIP } from "node:net";

const bots: [reason: string, pattern: RegExp][] = [
  ["declared_bot", /(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|facebookexternalhit|preview|monitor|yeti\/|daum\//i],
  ["headless_browser", /headless|phantomjs|puppeteer|playwright|selenium|lighthouse/i],
  ["http_library", /^(?:curl|wget|python|go-http|java|okhttp|axios|node|undici|ruby|php|libwww|postman)\b/i],
];

/** Why a browser is probably none; empty when it may be one. A label: nothing is dropped for it. */
export function botReasons(userAgent: string): string[] {
  if (userAgent === "") return ["no_user_agent"];
  return bots.filter(([, pattern]) => pattern.test(userAgent)).map(([reason]) => reason);
}

/** "mobile", "tablet" or "desktop", as far as a user agent tells; undefined when it does not. */
export function deviceOf(userAgent: string): string | undefined {
  if (/ipad|tablet|android(?!.*mobile)/i.test(userAgent)) return "tablet";
  if (/mobile|iphone|ipod/i.test(userAgent)) return "mobile";
  return /windows|macintosh|x11|cros/i.test(userAgent) ? "desktop" : undefined;
}

/** The network of an address, /24 or /48: enough to tell towns apart, too little to tell visitors. */
export function truncateIp(ip: string): string | undefined {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(ip);
  if (v4?.[1]) return isIP(ip) === 0 ? undefined : `${v4[1]}.0`;
  if (isIP(ip) !== 6) return undefined;
  const [left = "", right] = ip.toLowerCase().split("::");
  const before = left === "" ? [] : left.split(":");
  const after = right === undefined || right === "" ? [] : right.split(":");
  const groups =
    right === undefined ? before : [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
  return `${groups.slice(0, 3).join(":")}::`;
}
