import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parseEvent } from "@millrace/core/domain/event";
import { rememberRows } from "../../../scripts/import/access-log/known-rows.ts";
import { fileAt, reading } from "./reading.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-rows-"));
afterAll(() => rmSync(folder, { recursive: true }));
const aDirectory = (): string => mkdtempSync(join(folder, "instance-"));

const views = ["--rule", "view_item=/product/:item(\\d+)"];
const searches = ["--rule", "search=/search?q=:term"];
const carts = ["--rule", "add_to_cart=POST /cart/:item"];

/** What T1 would hold: the first copy of an id counts, unless it was withdrawn. */
const shop = (directory: string) => {
  const kept = new Map<string, string>();
  const withdrawn = new Set<string>();
  const importing = async (rules: readonly string[], path = fileAt("nginx.txt")) => {
    const { events, options } = await reading(["--format", "nginx", "--dir", directory, ...rules], path);
    for (const event of events) {
      expect(parseEvent(JSON.parse(JSON.stringify(event))).ok).toBe(true);
      if (event.event_name === "withdrawn") withdrawn.add(event.event_id);
      else if (!kept.has(event.event_id)) kept.set(event.event_id, `${event.event_name} ${event.item_id ?? ""}`.trim());
    }
    const changes = options.rows?.finish();
    const counts = Object.groupBy(
      [...kept].filter(([id]) => !withdrawn.has(id)),
      ([, name]) => name,
    );
    return { changes, t1: Object.fromEntries(Object.entries(counts).map(([name, all]) => [name, all?.length])) };
  };
  return importing;
};

describe("a log that is imported again", () => {
  it("changes nothing by the same rules", async () => {
    const importing = shop(aDirectory());

    const first = await importing(views);
    const again = await importing(views);

    expect(first.changes).toEqual({ added: 5, known: 0, changed: 0, gone: 0 });
    expect(again).toEqual({ t1: first.t1, changes: { added: 0, known: 5, changed: 0, gone: 0 } });
  });

  it("means by other rules what it would have meant by them at once, as often as they change", async () => {
    const importing = shop(aDirectory());
    const all = [...views, ...searches, ...carts];
    const meantBy = async (rules: readonly string[]) => (await shop(aDirectory())(rules)).t1;

    const first = await importing(views);
    expect(first.t1).toEqual({ page_view: 2, "view_item 42": 2, "view_item 43": 1 });
    const later = await importing(all);
    expect(later.changes).toEqual({ added: 1, known: 4, changed: 1, gone: 0 });
    expect(later.t1).toEqual(await meantBy(all));
    expect(await importing(all)).toEqual({ t1: later.t1, changes: { added: 0, known: 6, changed: 0, gone: 0 } });

    const fewer = await importing([...views, "--no-page-views"]);
    expect(fewer.changes).toEqual({ added: 0, known: 3, changed: 0, gone: 3 });
    expect(fewer.t1).toEqual(await meantBy([...views, "--no-page-views"]));
    expect((await importing(all)).t1).toEqual(later.t1);
    expect((await importing(views)).t1).toEqual(first.t1);
    expect((await importing(all)).t1).toEqual(later.t1);
  });

  it("is other people's when another field names them, and the same people's when only the key has changed", async () => {
    const importing = shop(aDirectory());
    await importing(views);

    expect((await importing([...views, "--salt", "another"])).changes).toMatchObject({ known: 5, changed: 0 });
    expect((await importing([...views, "--visitor", "remote_addr"])).changes).toMatchObject({ known: 0, changed: 5 });
  });

  it("may be cut and grown meanwhile: lines that do not come again stay what they are", async () => {
    const lines = readFileSync(fileAt("nginx.txt"), "utf8").split("\n");
    const part = join(folder, "part.txt");
    writeFileSync(part, lines.slice(0, 2).join("\n"));
    const importing = shop(aDirectory());

    await importing(views, part);
    const grown = await importing(views);
    expect(grown.changes).toEqual({ added: 3, known: 2, changed: 0, gone: 0 });
    const { changes, t1 } = await importing([...views, ...searches], part);
    expect(changes).toEqual({ added: 0, known: 1, changed: 1, gone: 0 });
    expect(t1).toEqual({ ...grown.t1, page_view: 1, search: 1 });
  });
});

describe("the memory of a log's lines", () => {
  const day = (n: number): number => Date.UTC(2026, 10, 1 + n);
  const meanings = (rows: ReturnType<typeof rememberRows>, meaning: string) =>
    [0, 1, 2, 0, 3, 1].map((n, at) => rows.judge(`import-${String(at % 5).padStart(40, "0")}`, day(n), meaning).id);

  it("puts days aside when they are many, and knows them when they come back", () => {
    const directory = aDirectory();
    const narrow = rememberRows(directory, 1);
    const wide = rememberRows(aDirectory());

    expect(meanings(narrow, "a")).toEqual(meanings(wide, "a"));
    expect(narrow.finish()).toEqual(wide.finish());
    const again = rememberRows(directory, 1);
    meanings(again, "a");
    expect(again.finish()).toEqual({ added: 0, known: 6, changed: 0, gone: 0 });
  });

  it("counts a line once that stands twice", () => {
    const rows = rememberRows(aDirectory());
    const twice = () => rows.judge(`import-${"0".repeat(40)}`, day(0), "a");

    expect(twice()).toEqual(twice());
    expect(rows.finish()).toEqual({ added: 1, known: 0, changed: 0, gone: 0 });
  });

  it("knows nothing of an import that did not come to its end", () => {
    const directory = aDirectory();
    meanings(rememberRows(directory, 1), "a");
    const after = rememberRows(directory, 1);

    expect(meanings(after, "b")).toHaveLength(6);
    expect(after.finish()).toMatchObject({ added: 6, known: 0 });
  });
});
