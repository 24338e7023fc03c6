/** Running what the editor holds: one request, an upload's three, or asking until it is settled. */

import { carry, isSettled } from "./journey.js";
import { put } from "./papers.js";
import { dropToken, token } from "./sessions.js";
import { ask, operationAt } from "./transport.js";

const ASK_AT_MOST = 10;
const ASK_AGAIN_AFTER_MS = 700;

/** Run; returns the parts of the answer, one for each request, and how often it was asked. */
export async function run({ step, query, variables, caret, paper }) {
  const result = paper
    ? { parts: await upload(query, variables, paper), asked: 1 }
    : await askUntilSettled(step, { query, variables, operationName: operationAt(query, caret) });
  if (result.parts.some((part) => part.status === 401)) dropToken();
  carry(step, Object.assign({}, ...result.parts.map((part) => part.body?.data)));
  return result;
}

async function askUntilSettled(step, asking) {
  for (let asked = 1; ; asked += 1) {
    const part = await ask({ ...asking, token: token() });
    const last = part.body.errors || asked === ASK_AT_MOST || isSettled(step, part.body.data);
    if (last) return { parts: [part], asked };
    await new Promise((resolve) => { setTimeout(resolve, ASK_AGAIN_AFTER_MS); });
  }
}

/** createUpload, PUT, completeUpload: each only if the one before it came about. */
async function upload(query, variables, paper) {
  const created = await ask({ query, variables, operationName: "CreateUpload", token: token() });
  const parts = [{ title: "CreateUpload", ...created }];
  const ticket = created.body.data?.createUpload;
  if (!ticket?.uploadUrl) return parts;
  if (ticket.document.state !== "STORED") { // a repeated key gives the same document, bytes and all
    const sent = await put(ticket.uploadUrl, ticket.contentType, paper.bytes);
    parts.push({ title: `PUT ${paper.bytes.length} bytes`, ...sent });
    if (sent.status !== 200) return parts;
  }
  const input = { documentId: ticket.document.id };
  const completed = await ask({
    query, variables: { input }, operationName: "CompleteUpload", token: token(),
  });
  return [...parts, { title: "CompleteUpload", ...completed }];
}
