/** GraphQL over HTTP: one POST, one answer, and what it took. */

const ADDRESS = "/graphql";

/** Ask; a fault of the network becomes an answer with status 0, so that there is one way to show it. */
export async function ask({ query, variables = {}, operationName, token }) {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json;q=0.9",
  };
  if (token) headers.authorization = `Bearer ${token}`;
  const started = performance.now();
  try {
    const body = JSON.stringify({ query, variables, operationName });
    const answer = await fetch(ADDRESS, { method: "POST", headers, body });
    const text = await answer.text();
    return { status: answer.status, ms: performance.now() - started, bytes: text.length, body: read(text) };
  } catch (fault) {
    const message = `The server could not be reached: ${fault.message}`;
    return { status: 0, ms: performance.now() - started, bytes: 0, body: { errors: [{ message }] } };
  }
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: `The answer is not JSON: ${text.slice(0, 200)}` }] };
  }
}

/** Name the operations of a document with where each begins; comments and strings are passed over. */
export function operationsIn(query) {
  const bare = query.replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g, (part) =>
    part.replace(/[^\n]/g, " "));
  const heads = bare.matchAll(/\b(?:query|mutation|subscription)\s+([A-Za-z_]\w*)/g);
  return Array.from(heads, (head) => ({ name: head[1], at: head.index }));
}

/** The operation the caret stands in; undefined when the document leaves no choice. */
export function operationAt(query, caret) {
  const operations = operationsIn(query);
  if (operations.length < 2) return operations[0]?.name;
  return (operations.findLast((operation) => operation.at <= caret) ?? operations[0]).name;
}
