/** The journey: its steps as published beside this script, what each is filled with, what each leaves. */

import { memory } from "./memory.js";
import { paperOf, sha256 } from "./papers.js";
import { fill, pick, today } from "./values.js";

const HOME = new URL("../journey/", import.meta.url);
const documents = new Map();

export const journey = { personas: [], chapters: [], steps: [] };

/** Fetch the manifest and every operation it names. */
export async function loadJourney() {
  const manifest = await (await fetch(new URL("journey.json", HOME))).json();
  const steps = manifest.chapters.flatMap((chapter) => chapter.steps);
  const names = [...new Set(steps.map((step) => step.operation))];
  await Promise.all(names.map(async (name) => {
    documents.set(name, await (await fetch(new URL(name, HOME))).text());
  }));
  Object.assign(journey, manifest, { steps });
}

export function stepOf(id) {
  return journey.steps.find((step) => step.id === id) ?? journey.steps[0];
}

export function stepAfter(step) {
  return journey.steps[journey.steps.indexOf(step) + 1];
}

/** The step whose answer gives a value. */
export function giverOf(name) {
  return journey.steps.find((step) => name in (step.carry ?? {}));
}

/** A step as it would be run now: its document, its variables, and the paper it uploads. */
export async function prepared(step, chosen) {
  const paper = step.paper ? await paperOf(step, memory.run, chosen) : null;
  const own = { today: today(), origin: location.origin, ...paper?.values };
  const filled = fill(step.variables, { ...memory.carried, ...own });
  const variables = fill(filled, { key: await keyOf(step, filled) });
  return { query: documents.get(step.operation), variables: JSON.stringify(variables, null, 2), paper };
}

/** An idempotency key: the same for the same request in this journey, another for another. */
async function keyOf(step, filled) {
  const attempt = memory.attempts[step.id] ?? 1;
  const told = new TextEncoder().encode(`${memory.run} ${attempt} ${JSON.stringify(filled)}`);
  return `${step.id}-${(await sha256(told)).slice(0, 12)}`;
}

/** Take out of an answer what later steps need. */
export function carry(step, data) {
  for (const [name, path] of Object.entries(step.carry ?? {})) {
    const value = pick(data, path, memory.carried);
    if (value !== undefined) memory.carried[name] = value;
  }
}

/** Whether an answer is what its step waits for. */
export function isSettled(step, data) {
  return !step.until || step.until.in.includes(pick(data, step.until.path));
}
