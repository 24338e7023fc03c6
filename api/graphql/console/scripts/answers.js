/** An answer made readable: what it was, what was refused and what to do, its links, its JSON. */

import { find, make, say } from "./dom.js";

const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LINK_LABELS = { continueUrl: "Open the payment page", downloadUrl: "Download" };

/** Show the parts of an answer: one request each, in order. An upload has three. */
export function show(answer, language) {
  const parts = answer?.parts ?? [];
  find("answer-status").textContent = answer ? statusOf(answer) : "";
  find("verdict").replaceChildren(...parts.flatMap((part) => verdictsOf(part, language)));
  showLinks(parts);
  const pre = find("answer-text");
  pre.replaceChildren(...parts.flatMap((part) => printed(part, parts.length > 1)));
  pre.hidden = parts.length === 0 || Boolean(answer.notSent);
}

function statusOf(answer) {
  if (answer.tooLong) return "The answer was too long to be kept; run the step again to see it.";
  if (answer.notSent) return "Not sent";
  const took = answer.parts.reduce((sum, part) => sum + part.ms, 0);
  const codes = answer.parts.map((part) => part.status || "no answer").join(", ");
  const asked = answer.asked > 1 ? `, asked ${answer.asked} times` : "";
  return `HTTP ${codes}, ${took.toFixed(0)} ms${asked}`;
}

/** Every refusal among the root fields of an answer. Matched on its shape: `code` and `message`. */
export function refusalsIn(body) {
  const fields = Object.values(body?.data ?? {});
  const bare = body?.code && body?.message ? [body] : []; // the bytes' own routes refuse without `data`
  return [...bare, ...fields.filter((field) => field?.code && field?.message)];
}

function verdictsOf(part, language) {
  const errors = (part.body?.errors ?? []).map((error) => errorCard(error));
  return [...errors, ...refusalsIn(part.body).map((refusal) => refusalCard(refusal, language))];
}

function errorCard(error) {
  const where = (error.locations ?? []).map((at) => `line ${at.line}, column ${at.column}`);
  return make("div", { class: "card card--error" },
    make("h3", {}, error.extensions?.code ? `Error: ${error.extensions.code}` : "Error"),
    make("p", {}, error.message),
    where.length ? make("p", { class: "quiet" }, `At ${where.join("; ")}.`) : null,
    error.path ? make("p", { class: "quiet" }, `Field ${error.path.join(".")}.`) : null);
}

function refusalCard(refusal, language) {
  return make("div", { class: "card card--refusal" },
    make("h3", {}, `Refused: ${refusal.code}`),
    ...sentences(refusal, language),
    ...(refusal.findings ?? []).map((finding) => make("div", { class: "finding" },
      make("h4", {}, `${finding.severity ?? ""} ${finding.rule ?? ""}`.trim()),
      ...sentences(finding, language))));
}

function sentences(said, language) {
  const guide = typeof said.guide === "string" && said.guide.startsWith("/") ? said.guide : null;
  return [
    say("p", said.message, language, { class: "card__message" }),
    said.remedy ? say("p", said.remedy, language) : null,
    said.path?.length ? make("p", { class: "quiet" }, `Input: ${said.path.join(".")}`) : null,
    guide ? make("p", {}, make("a", { href: guide }, "The guide on this")) : null,
  ];
}

/** Give the addresses in an answer as links; what is fetched stays on this host, paying does not. */
function showLinks(parts) {
  const links = parts.flatMap((part) => linksIn(part.body?.data, ""));
  const list = find("links");
  list.hidden = links.length === 0;
  list.replaceChildren(...links.map(({ href, label }) => make("li", {},
    make("a", { href, target: "_blank", rel: "noopener noreferrer" }, label))));
}

function linksIn(value, about) {
  if (value === null || typeof value !== "object") return [];
  const name = [about, value.kind].filter(Boolean).join(" ");
  return Object.entries(value).flatMap(([key, part]) =>
    LINK_LABELS[key] && typeof part === "string" && /^https?:/.test(part)
      ? [{ href: part, label: `${LINK_LABELS[key]} ${words(name)}`.trim() }]
      : linksIn(part, Array.isArray(value) ? about : name));
}

function words(codes) {
  return codes.toLowerCase().replaceAll("_", " ");
}

/** Print JSON with its strings, names and literals told apart by class. */
function printed(part, several) {
  const text = JSON.stringify(part.body, null, 2);
  const pieces = several ? [make("span", { class: "json-head" }, `# ${part.title}\n`)] : [];
  let done = 0;
  for (const match of text.matchAll(TOKENS)) {
    pieces.push(text.slice(done, match.index), coloured(match));
    done = match.index + match[0].length;
  }
  return [...pieces, text.slice(done), "\n"];
}

function coloured([whole, string, colon, literal]) {
  const kind = colon ? "name" : string ? "string" : literal ? "literal" : "number";
  return make("span", { class: `json-${kind}` }, whole);
}
