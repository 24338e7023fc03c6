/** The console: puts the panes together and reacts to whoever uses it. */

import { refusalsIn, show } from "./answers.js";
import { find, make } from "./dom.js";
import { behave } from "./editor.js";
import { giverOf, journey, loadJourney, prepared, stepAfter, stepOf } from "./journey.js";
import { beginAgain, keep, keepAnswer, memory } from "./memory.js";
import { loadWhenSeen } from "./reference.js";
import { run } from "./running.js";
import { become, signOut, token } from "./sessions.js";
import { missing } from "./values.js";

const query = find("query");
const variables = find("variables");
const chosenFiles = {};
const MARKS = { done: "✓ done", refused: "! refused", error: "✗ error" };
let current = null;
let paper = null;
let busy = false;

// --- the journey --------------------------------------------------------------------------------

function listSteps() {
  let number = 1;
  for (const chapter of journey.chapters) {
    const items = chapter.steps.map((step) => stepItem(step));
    find("steps").append(
      make("h3", {}, chapter.title), make("ol", { start: String(number) }, items));
    number += items.length;
  }
}

function stepItem(step) {
  return make("li", {}, make("button",
    { type: "button", class: "step", id: `step-${step.id}`, onclick: () => openStep(step) },
    make("span", { class: "step__title" }, step.title),
    make("span", { class: "step__who" }, step.persona),
    make("span", { class: "step__mark" })));
}

/** Mark where we are and what came of each step; the buttons stay, and so does the focus. */
function markSteps() {
  for (const step of journey.steps) {
    const button = find(`step-${step.id}`);
    const verdict = memory.answers[step.id]?.verdict;
    const mark = button.querySelector(".step__mark");
    mark.textContent = MARKS[verdict] ?? "";
    mark.className = `step__mark step__mark--${verdict}`;
    if (step === current) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  if (!isNarrow()) find(`step-${current.id}`).scrollIntoView({ block: "nearest" });
}

function isNarrow() {
  return window.matchMedia("(max-width: 1099px)").matches;
}

/** Open a step as the persona whose step it is. */
async function openStep(step) {
  current = step;
  memory.step = step.id;
  keep();
  await becomeAnd(step.persona);
  if (step !== current) return; // another step was opened meanwhile
  await showStep();
  if (isNarrow()) find("operation").scrollIntoView({ block: "start" });
}

async function showStep() {
  const step = current;
  const ready = await prepared(step, chosenFiles[step.id]);
  if (step !== current) return;
  const draft = memory.drafts[current.id] ?? {};
  paper = ready.paper;
  query.value = draft.query ?? ready.query;
  variables.value = draft.variables ?? ready.variables;
  document.title = `${current.title} - iCMS console`;
  find("operation-title").textContent = current.title;
  find("step-note").textContent = current.note ?? "";
  find("step-note").hidden = !current.note;
  find("file-row").hidden = !paper;
  if (!chosenFiles[current.id]) find("file").value = "";
  find("file-name").textContent = paper ? paper.values["file.name"] : "";
  find("next").disabled = !stepAfter(current);
  show(memory.answers[current.id], memory.language);
  query.scrollTop = 0;
  variables.scrollTop = 0;
  markSteps();
}

// --- who acts -----------------------------------------------------------------------------------

function showSession() {
  const known = journey.personas.map((persona) => persona.signInName);
  const others = Object.keys(memory.sessions).filter((name) => !known.includes(name));
  const options = [
    ["public", "The public (no account)"],
    ...journey.personas.map((persona) => [persona.signInName, persona.label]),
    ...others.map((name) => [name, name]),
    ["other", "Another account…"],
  ];
  find("persona").replaceChildren(...options.map(([value, label]) =>
    make("option", { value, selected: value === memory.persona }, label)));
  find("persona").value = memory.persona;
  const session = memory.sessions[memory.persona];
  find("session").textContent = session
    ? `Signed in as ${session.name} (${session.kind}).`
    : "Not signed in: you see what the public sees.";
  find("sign-out").hidden = !session;
}

async function becomeAnd(persona) {
  const came = await become(persona);
  showSession();
  return came;
}

// --- running ------------------------------------------------------------------------------------

/** Say why what the editor holds cannot be run, or null. */
function obstacle() {
  const [name] = missing(variables.value);
  if (name) {
    const giver = giverOf(name);
    return `The variables still need ${name}. ${giver ? `It comes from the step “${giver.title}”.` : ""}`;
  }
  try {
    JSON.parse(variables.value || "{}");
  } catch (fault) {
    return `The variables are not JSON: ${fault.message}`;
  }
  return null;
}

async function runStep() {
  if (busy) return undefined;
  const step = current;
  const problem = obstacle();
  if (problem) return finish(step, { notSent: true, parts: [{ body: { errors: [{ message: problem }] } }] });
  setBusy(true);
  try {
    const given = JSON.parse(variables.value || "{}");
    const caret = query.selectionStart;
    return finish(step, await run({ step, query: query.value, variables: given, caret, paper }));
  } finally {
    setBusy(false);
  }
}

function setBusy(now) {
  busy = now;
  find("run").disabled = now;
  find("run").textContent = now ? "Running…" : "Run";
}

function finish(step, answer) {
  keepAnswer(step.id, { ...answer, verdict: verdictOf(answer) });
  markSteps();
  showSession();
  if (step !== current) return;
  show(answer, memory.language);
  find("answer").scrollTop = 0;
  find("answer").scrollIntoView({ block: isNarrow() ? "start" : "nearest" });
}

function verdictOf({ parts }) {
  if (parts.some((part) => part.body?.errors)) return "error";
  return parts.some((part) => refusalsIn(part.body).length) ? "refused" : "done";
}

// --- wiring -------------------------------------------------------------------------------------

/** Keep an edit as this step's own, until it is the same as the ready-made text again. */
async function keepDraft() {
  const [step, typed] = [current, { query: query.value, variables: variables.value }];
  const ready = await prepared(step, chosenFiles[step.id]);
  const changed = Object.entries(typed).filter(([name, text]) => text !== ready[name]);
  memory.drafts[step.id] = Object.fromEntries(changed);
  keep();
}

/** Give the step back as published, with a new idempotency key. */
async function restore() {
  memory.attempts[current.id] = (memory.attempts[current.id] ?? 1) + 1;
  delete memory.drafts[current.id];
  delete memory.answers[current.id];
  delete chosenFiles[current.id];
  keep();
  await showStep();
}

async function startOver() {
  if (!window.confirm("Forget this journey’s answers and edits, and begin again?")) return;
  beginAgain();
  await openStep(journey.steps[0]);
}

async function takeFile() {
  chosenFiles[current.id] = find("file").files[0];
  delete memory.drafts[current.id];
  await showStep();
}

function wire() {
  for (const area of [query, variables]) {
    behave(area);
    area.addEventListener("input", keepDraft);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || find("sign-in").open) return;
    event.preventDefault();
    runStep();
  });
  find("run").addEventListener("click", runStep);
  find("next").addEventListener("click", () => openStep(stepAfter(current)));
  find("restore").addEventListener("click", restore);
  find("begin-again").addEventListener("click", startOver);
  find("file").addEventListener("change", takeFile);
  find("persona").addEventListener("change", (event) => becomeAnd(event.target.value));
  find("sign-out").addEventListener("click", async () => { await signOut(); showSession(); });
  find("language").value = memory.language;
  find("language").addEventListener("change", (event) => {
    memory.language = event.target.value;
    keep();
    show(memory.answers[current.id], memory.language);
  });
}

/** Begin where the tab left off. Nobody is asked for a password before choosing a step. */
async function begin() {
  await loadJourney();
  listSteps();
  current = stepOf(memory.step);
  if (!token()) memory.persona = "public";
  wire();
  showSession();
  await showStep();
  loadWhenSeen();
}

begin();
