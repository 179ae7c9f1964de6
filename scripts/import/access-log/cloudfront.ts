import { NotALine, said, statusOf, type ReadLine } from "./hit.ts";

/** CloudFront writes values percent-encoded, some of them (the user agent) twice. */
const decoded = (text: string): string => {
  let plain = text;
  for (let times = 0; times < 2 && plain.includes("%"); times += 1)
    try {
      plain = decodeURIComponent(plain);
    } catch {
      return plain;
    }
  return plain;
};

/** CloudFront's standard log: tab-separated, its columns named by a `#Fields:` line. */
export const cloudfrontLines = (): ReadLine => {
  let names: string[] | undefined;
  return (text) => {
    if (text.startsWith("#")) {
      if (text.startsWith("#Fields:")) names = text.slice("#Fields:".length).trim().split(/\s+/);
      return undefined;
    }
    if (!names) throw new NotALine("comes before a #Fields: line, so its columns have no names");
    const values = text.split("\t");
    if (values.length !== names.length) throw new NotALine(`has ${values.length} columns, ${names.length} expected`);
    const fields = Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
    const time = Date.parse(`${fields["date"]}T${fields["time"]}Z`);
    if (Number.isNaN(time)) throw new NotALine(`"${fields["date"]} ${fields["time"]}" is no time`);
    const [query, host] = [said(fields["cs-uri-query"]), said(fields["x-host-header"]) ?? said(fields["cs(Host)"])];
    const forwarded = said(fields["x-forwarded-for"])?.split(",")[0]?.trim();
    return {
      time,
      method: fields["cs-method"] ?? "",
      target: `${fields["cs-uri-stem"] ?? ""}${query === undefined ? "" : `?${query}`}`,
      origin: host === undefined ? undefined : `${said(fields["cs-protocol"]) ?? "https"}://${host}`,
      status: statusOf(fields["sc-status"]),
      referrer: said(decoded(fields["cs(Referer)"] ?? "-")),
      userAgent: said(decoded(fields["cs(User-Agent)"] ?? "-")) ?? "",
      address: forwarded ?? fields["c-ip"] ?? "",
      id: said(fields["x-edge-request-id"]),
      fields: { ...fields, http_cookie: decoded(fields["cs(Cookie)"] ?? "") },
    };
  };
};
