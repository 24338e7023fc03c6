/** The contract's own documentation: one introspection query, then pages of it to click through. */

import { find, make } from "./dom.js";
import { ask } from "./transport.js";

const VALUE = "name description defaultValue isDeprecated deprecationReason type { ...Of }";
const INTROSPECTION = `query Reference {
  __schema {
    queryType { name }
    mutationType { name }
    types {
      kind name description
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args(includeDeprecated: true) { ${VALUE} }
        type { ...Of }
      }
      inputFields(includeDeprecated: true) { ${VALUE} }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      interfaces { name }
      possibleTypes { name }
    }
  }
}
fragment Of on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;
const KINDS = {
  OBJECT: "type", INTERFACE: "interface", UNION: "union", ENUM: "enum", INPUT_OBJECT: "input", SCALAR: "scalar",
};
const MOST_FOUND = 60;
const trail = [];
let schema = null;

/** Fill the pane the first time it comes into view. */
export function loadWhenSeen() {
  const watcher = new IntersectionObserver(async (seen) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    await load();
  });
  watcher.observe(find("pages"));
  find("search").addEventListener("input", () => (schema ? search(find("search").value) : load()));
}

async function load() {
  find("pages").replaceChildren(make("p", { class: "quiet" }, "Asking the server to describe itself…"));
  const answer = await ask({ query: INTROSPECTION, operationName: "Reference" });
  if (!answer.body.data) {
    const again = make("button", { type: "button", onclick: load }, "Ask again");
    const said = answer.body.errors?.[0]?.message ?? "no answer";
    find("pages").replaceChildren(make("p", { class: "error" }, said), again);
    return;
  }
  schema = answer.body.data.__schema;
  schema.byName = new Map(schema.types.map((type) => [type.name, type]));
  search(find("search").value);
}

// --- pages --------------------------------------------------------------------------------------

function open(name, field) {
  trail.push(name);
  find("search").value = "";
  showTop(field);
}

/** Show the page on top of the trail; move there only when somebody asked for it. */
function showTop(field, moves = true) {
  const name = trail.at(-1);
  showTrail();
  find("found").textContent = "";
  const page = name ? typePage(schema.byName.get(name)) : rootPage();
  find("pages").replaceChildren(...page.filter(Boolean));
  if (!moves) return;
  find("pages").querySelector("h3").focus({ preventScroll: true });
  if (field) find(`entry-${field}`).scrollIntoView({ block: "center" });
  else find("documentation-title").scrollIntoView({ block: "nearest" });
}

function showTrail() {
  const steps = [["Reference", 0], ...trail.map((name, index) => [name, index + 1])].slice(-4);
  find("trail").replaceChildren(...steps.map(([label, depth]) =>
    depth === trail.length
      ? make("span", { "aria-current": "page" }, label)
      : make("button", { type: "button", class: "link", onclick: () => back(depth) }, label)));
}

function back(depth) {
  trail.length = depth;
  showTop();
}

function rootPage() {
  const roots = [schema.queryType.name, schema.mutationType.name];
  return [
    make("h3", { tabindex: "-1" }, "Everything starts here"),
    ...roots.flatMap((name) => [
      make("h4", {}, typeLink(name)),
      make("ul", { class: "plain-list" }, schema.byName.get(name).fields.map((field) =>
        make("li", {}, linkTo(field.name, name, field.name), deprecatedMark(field)))),
    ]),
  ];
}

function typePage(type) {
  const sections = [
    ["Fields", type.fields, fieldEntry], ["Input fields", type.inputFields, valueEntry],
    ["Values", type.enumValues, enumEntry],
  ];
  return [
    make("h3", { tabindex: "-1" }, make("span", { class: "quiet" }, `${KINDS[type.kind]} `), type.name),
    described(type),
    namesLine("Implements", type.interfaces),
    namesLine(type.kind === "UNION" ? "One of" : "Implemented by", type.possibleTypes),
    ...sections.filter(([, rows]) => rows?.length).flatMap(([title, rows, entry]) => [
      make("h4", {}, title), make("dl", {}, rows.flatMap((row) => entry(row))),
    ]),
    namesLine("Used by", usersOf(type.name)),
  ];
}

function fieldEntry(field) {
  const args = field.args.map((arg) => make("li", {},
    make("code", {}, arg.name, ": ", typeRef(arg.type), defaultOf(arg)), deprecatedMark(arg), described(arg)));
  return [
    make("dt", { id: `entry-${field.name}` },
      make("code", {}, make("b", {}, field.name), ": ", typeRef(field.type)), deprecatedMark(field)),
    make("dd", {}, described(field), args.length ? make("ul", { class: "arguments" }, args) : null),
  ];
}

function valueEntry(value) {
  return [
    make("dt", { id: `entry-${value.name}` },
      make("code", {}, make("b", {}, value.name), ": ", typeRef(value.type), defaultOf(value)),
      deprecatedMark(value)),
    make("dd", {}, described(value)),
  ];
}

function enumEntry(value) {
  const name = make("code", {}, make("b", {}, value.name));
  return [
    make("dt", { id: `entry-${value.name}` }, name, deprecatedMark(value)),
    make("dd", {}, described(value)),
  ];
}

function defaultOf(value) {
  return value.defaultValue === null ? "" : ` = ${value.defaultValue}`;
}

function deprecatedMark(thing) {
  if (!thing.isDeprecated) return null;
  return make("span", { class: "mark" }, `deprecated: ${thing.deprecationReason ?? ""}`);
}

/** A description, with what it puts between backquotes as code. */
function described(thing) {
  if (!thing.description) return null;
  const pieces = thing.description.split(/`+([^`]+)`+/);
  return make("p", {}, pieces.map((piece, index) => (index % 2 ? make("code", {}, piece) : piece)));
}

function namesLine(label, types) {
  if (!types?.length) return null;
  const links = types.flatMap((type, index) => [index ? ", " : "", typeLink(type.name)]);
  return make("p", {}, `${label} `, links);
}

function typeRef(type) {
  if (type.kind === "NON_NULL") return make("span", {}, typeRef(type.ofType), "!");
  if (type.kind === "LIST") return make("span", {}, "[", typeRef(type.ofType), "]");
  return typeLink(type.name);
}

function typeLink(name) {
  return linkTo(name, name);
}

function linkTo(label, type, field) {
  return make("button", { type: "button", class: "link", onclick: () => open(type, field) }, label);
}

function nameOf(type) {
  return type.ofType ? nameOf(type.ofType) : type.name;
}

/** The types that take, give or unite a type. */
function usersOf(name) {
  const speaksOf = (type) => [...(type.fields ?? []), ...(type.inputFields ?? [])].some((field) =>
    nameOf(field.type) === name || field.args?.some((arg) => nameOf(arg.type) === name));
  const unites = (type) => type.kind === "UNION" && type.possibleTypes.some((one) => one.name === name);
  return schema.types.filter((type) => !type.name.startsWith("__") && (speaksOf(type) || unites(type)));
}

// --- search -------------------------------------------------------------------------------------

function search(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return showTop(undefined, false);
  const found = allNames().filter(({ label }) => label.toLowerCase().includes(wanted));
  const exactFirst = (a, b) => rank(a, wanted) - rank(b, wanted);
  const rows = found.sort(exactFirst).slice(0, MOST_FOUND);
  const more = found.length > rows.length ? `, the first ${rows.length} shown` : "";
  find("trail").replaceChildren();
  find("found").textContent = `${found.length} found${more}`;
  return find("pages").replaceChildren(
    make("ul", { class: "plain-list" }, rows.map(({ label, type, field }) =>
      make("li", {}, linkTo(label, type, field)))));
}

function rank({ label, field }, wanted) {
  const last = (field ?? label).toLowerCase();
  return last === wanted ? 0 : last.startsWith(wanted) ? 1 : 2;
}

function allNames() {
  const own = schema.types.filter((type) => !type.name.startsWith("__"));
  return own.flatMap((type) => [
    { label: type.name, type: type.name },
    ...[...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])].map((part) => ({
      label: `${type.name}.${part.name}`, type: type.name, field: part.name,
    })),
  ]);
}
