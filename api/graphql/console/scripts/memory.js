/** What the page remembers: in this tab only, so a reload goes on and closing the tab forgets. */

const KEY = "icms-console";
const MOST_KEPT_OF_AN_ANSWER = 60_000;

/** Six characters that tell one journey from the next in idempotency keys. */
function newRun() {
  const letters = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(letters, (byte) => "abcdefghijkmnpqrstuvwxyz23456789"[byte % 32]).join("");
}

function newJourney() {
  return { run: newRun(), attempts: {}, carried: {}, drafts: {}, answers: {}, step: null };
}

function nobody() {
  return { persona: "public", sessions: {}, password: null };
}

function recalled() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // written by another version of the page, or storage is switched off
  }
}

export const memory = { ...newJourney(), ...nobody(), language: "en", ...recalled() };

/** Keep everything as it stands. A full or forbidden store costs the reload, not the work. */
export function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory));
  } catch (fault) {
    console.info("The page could not keep its state:", fault.message);
  }
}

/** Forget the journey's values, edits and answers; sign-ins stay. */
export function beginAgain() {
  Object.assign(memory, newJourney());
  keep();
}

/** Keep an answer of a step; a very long one is shown but not kept. */
export function keepAnswer(stepId, answer) {
  const small = JSON.stringify(answer).length <= MOST_KEPT_OF_AN_ANSWER;
  memory.answers[stepId] = small ? answer : { ...answer, parts: [], tooLong: true };
  keep();
}
