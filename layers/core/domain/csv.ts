/** Records of a CSV file as Personalize reads them: quotes around a field, `\` or a second quote before a quote inside it. */
export function* recordsOf(text: string): Generator<string[]> {
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end);
    if (!line.includes('"')) {
      at = end === -1 ? text.length : end + 1;
      const plain = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (plain !== "") yield plain.split(",");
      continue;
    }
    const [record, next] = quoted(text, at);
    yield record;
    at = next;
  }
}

/** The record that begins at `at`, and where the next one begins. */
const quoted = (text: string, from: number): [string[], number] => {
  const record: string[] = [];
  let field = "";
  let inside = false;
  let at = from;
  for (; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    const next = text[at + 1];
    if (inside && (sign === "\\" || sign === '"') && next === '"') {
      field += '"';
      at += 1;
    } else if (sign === '"') inside = !inside;
    else if (!inside && sign === ",") {
      record.push(field);
      field = "";
    } else if (!inside && sign === "\n") break;
    else if (inside || sign !== "\r") field += sign;
  }
  record.push(field);
  return [record, at + 1];
};
