/**
 * Values carried from one answer into the next step's variables.
 *
 * A path walks an answer: `a.b`, `a[]` (each of a list), `a[key=value]` (the first row like that).
 * A template is JSON whose strings may hold `{{name}}`; a string that is nothing else becomes the value
 * itself, so a number stays a number. `{"each": "{{list}}", "as": …}` makes one `as` for each `{{item}}`.
 */

const PLACEHOLDER = /\{\{([\w.]+)\}\}/g;
const SEGMENT = /^(\w+)(?:\[(?:(\w+)=([^\]]*))?\])?$/;

/** Split a path at its dots, but not at those inside brackets. */
function segments(path) {
  return path.match(/(?:[^.[]|\[[^\]]*\])+/g).map((part) => SEGMENT.exec(part));
}

/** Take what a path leads to out of an answer; undefined where it leads nowhere. */
export function pick(data, path, values = {}) {
  let found = data;
  const parts = segments(fillText(path, values));
  for (const [index, [whole, name, key, wanted]] of parts.entries()) {
    found = found?.[name];
    if (found === undefined || found === null) return undefined;
    if (key) found = found.find((row) => String(row[key]) === wanted);
    else if (whole.endsWith("[]")) {
      const rest = parts.slice(index + 1).map(([text]) => text).join(".");
      return rest ? found.map((row) => pick(row, rest)) : found;
    }
  }
  return found ?? undefined;
}

function fillText(text, values) {
  return text.replace(PLACEHOLDER, (whole, name) => values[name] ?? whole);
}

/** Put values into a template; a placeholder without a value stays and is visible. */
export function fill(template, values) {
  if (typeof template === "string") {
    const alone = /^\{\{([\w.]+)\}\}$/.exec(template);
    return alone ? values[alone[1]] ?? template : fillText(template, values);
  }
  if (Array.isArray(template)) return template.map((part) => fill(part, values));
  if (template === null || typeof template !== "object") return template;
  if ("each" in template && "as" in template) return fillEach(template, values);
  return Object.fromEntries(
    Object.entries(template).map(([key, part]) => [key, fill(part, values)]),
  );
}

function fillEach(template, values) {
  const list = fill(template.each, values);
  const items = Array.isArray(list) ? list : [list];
  return items.map((item) => fill(template.as, { ...values, item }));
}

/** Name the placeholders that still wait for a value. */
export function missing(text) {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), (match) => match[1]))];
}

/** Today in Hong Kong, as the contract writes a Date. */
export function today() {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: "Asia/Hong_Kong", year: "numeric", month: "2-digit", day: "2-digit",
  });
  return format.format(new Date());
}
