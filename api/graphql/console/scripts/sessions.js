/** Who acts: personas, their tokens, signing in and out. The password is asked for once a tab. */

import { find } from "./dom.js";
import { keep, memory } from "./memory.js";
import { ask } from "./transport.js";

const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    ... on SignedIn { token kind expiresAt }
    ... on Refusal { code message { en tc sc } remedy { en tc sc } }
  }
}`;
const SIGN_OUT = "mutation SignOut { signOut { __typename ... on Refusal { code } } }";
const WHO = "query Who { viewer { name kind } }";

/** The token of whoever acts; undefined for the public. */
export function token() {
  return memory.sessions[memory.persona]?.token;
}

/** Forget a token that the server no longer takes, and be the public until somebody is chosen again. */
export function dropToken() {
  delete memory.sessions[memory.persona];
  settle("public");
}

/** Become a persona, signing in where needed. Returns whether it came about. */
export async function become(persona) {
  if (persona === "public" || memory.sessions[persona]) return settle(persona);
  const known = persona !== "other" && memory.password;
  if (known && (await signIn(persona, memory.password)) === null) return settle(persona);
  if (await askPassword(persona)) return true;
  settle("public");
  return false;
}

function settle(persona) {
  memory.persona = persona;
  keep();
  return true;
}

/** Sign in; returns null when it came about, else the refusal or error as a sentence. */
async function signIn(signInName, password) {
  const answer = await ask({ query: SIGN_IN, variables: { input: { signInName, password } } });
  const said = answer.body.data?.signIn;
  if (!said?.token) {
    const words = (text) => text?.[memory.language] ?? text?.en ?? "";
    return said ? `${words(said.message)} ${words(said.remedy)}` : answer.body.errors[0].message;
  }
  const who = await ask({ query: WHO, token: said.token });
  const name = who.body.data?.viewer?.name ?? signInName;
  memory.sessions[signInName] = { token: said.token, kind: said.kind, name };
  memory.password = password;
  keep();
  return null;
}

/** Ask for the password in a dialog, until it is right or given up. */
function askPassword(persona) {
  const [dialog, form] = [find("sign-in"), find("sign-in-form")];
  const [name, password, error] = [find("sign-in-name"), find("password"), find("sign-in-error")];
  name.value = persona === "other" ? "" : persona;
  password.value = "";
  error.hidden = true;
  dialog.showModal();
  (name.value ? password : name).focus();
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      const said = await signIn(name.value.trim(), password.value);
      error.hidden = said === null;
      error.textContent = said ?? "";
      if (said !== null) return password.select();
      settle(name.value.trim());
      resolve(true);
      return dialog.close();
    };
    find("sign-in-cancel").onclick = () => dialog.close();
    dialog.onclose = () => resolve(false);
  });
}

/** Revoke the token of whoever acts, and be the public again; the last one takes the password along. */
export async function signOut() {
  await ask({ query: SIGN_OUT, token: token() });
  delete memory.sessions[memory.persona];
  if (Object.keys(memory.sessions).length === 0) memory.password = null;
  settle("public");
}
