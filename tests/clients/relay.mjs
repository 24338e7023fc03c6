// Relay's runtime with what its compiler made of relay/documents.js.

import assert from "node:assert/strict";
import relay from "relay-runtime";
import { NEW_CASE, WRONG_KIND, check, documents, hasCourts, hasLabels, password, url } from "./checks.mjs";
import { print } from "graphql";
import courts from "./__generated__/documentsCourtsQuery.graphql.js";
import filings from "./__generated__/documentsFilingsQuery.graphql.js";
import filingsFragment from "./__generated__/documents_filings.graphql.js";
import filingsPage from "./__generated__/documentsFilingsPageQuery.graphql.js";
import labels from "./__generated__/documentsLabelsQuery.graphql.js";
import node from "./__generated__/documentsNodeQuery.graphql.js";
import signIn from "./__generated__/documentsSignInMutation.graphql.js";

const {
  Environment, Network, RecordSource, Store, commitMutation, createOperationDescriptor, fetchQuery,
  getSingularSelector,
} = relay;
let token = null;
let status = null;
async function post(body) {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json",
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  status = response.status;
  return response.json();
}
const environment = new Environment({
  network: Network.create((request, variables) => post({ query: request.text, variables })),
  store: new Store(new RecordSource()),
});
const ask = (request, variables = {}) => fetchQuery(environment, request, variables).toPromise();
const tell = (mutation, variables) =>
  new Promise((resolve, reject) =>
    commitMutation(environment, { mutation, variables, onCompleted: resolve, onError: reject }));
async function page(request, variables, known = []) {
  const operation = createOperationDescriptor(request, variables);
  await ask(request, variables);
  const root = environment.lookup(operation.fragment).data;
  const seen = environment.lookup(getSingularSelector(filingsFragment, root)).data.filings;
  assert.deepEqual(seen.edges.slice(0, known.length).map((edge) => edge.node.id), known);
  return seen;
}

await check("a query", async () => hasCourts(await ask(courts)));
await check("a query with variables", async () =>
  hasLabels(await ask(labels, { kind: "FILING_STATE" })));
await check("a variable that is not valid", async () => {
  await assert.rejects(ask(labels, WRONG_KIND), /'NOTHING'/);
  assert.equal(status, 400);
});
await check("a refusal as data", async () => {
  const input = { signInName: "lawyer", password: "wrong" };
  assert.equal((await tell(signIn, { input })).signIn.__typename, "Refused");
});
await check("a mutation", async () => {
  const input = { signInName: "lawyer", password };
  const { signIn: signed } = await tell(signIn, { input });
  assert.deepEqual([signed.__typename, signed.kind], ["SignedIn", "OU"]);
  token = signed.token;
});
await check("a page after a page, in Relay's store", async () => {
  for (const idempotencyKey of ["relay 1", "relay 2"]) {
    const variables = { input: { idempotencyKey, newCase: NEW_CASE } };
    assert.equal((await post({ query: print(documents.StartFiling), variables })).errors, undefined);
  }
  const first = await page(filings, { first: 1 });
  assert.equal(first.pageInfo.hasNextPage, true);
  const known = first.edges.map((edge) => edge.node.id);
  const both = await page(filingsPage, { first: 1, after: first.pageInfo.endCursor }, known);
  assert.equal(new Set(both.edges.map((edge) => edge.node.id)).size, 2);
});
await check("a thing by its id", async () => {
  const { edges } = (await page(filings, { first: 1 }));
  const found = (await ask(node, { id: edges[0].node.id })).node;
  assert.deepEqual([found.__typename, found.id, found.state], ["Filing", edges[0].node.id, "DRAFT"]);
  assert.equal((await ask(node, { id: "flg_nothing" })).node, null);
});
await check("a token that means nothing", async () => {
  token = "ou_nothing";
  await assert.rejects(ask(courts), /token is not valid/);
  assert.equal(status, 401);
});
