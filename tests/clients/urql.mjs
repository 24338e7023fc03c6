// urql, with its cache. It sends queries by GET where they fit, and lists event streams in Accept.

import assert from "node:assert/strict";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import {
  NEW_CASE, NOT_VALID, WRONG_KIND, check, documents, hasCourts, hasLabels, password, url,
} from "./checks.mjs";

const methods = new Set();
let token = null;
const client = new Client({
  url,
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: "within-url-limit",
  fetchOptions: () => (token ? { headers: { authorization: `Bearer ${token}` } } : {}),
  fetch: (address, options) => {
    methods.add(options.method);
    return fetch(address, options);
  },
});
const ask = (document, variables = {}) =>
  client.query(document, variables, { requestPolicy: "network-only" }).toPromise();
const tell = (document, variables) => client.mutation(document, variables).toPromise();
async function data(result) {
  const { data, error } = await result;
  assert.equal(error, undefined);
  return data;
}

await check("a query", async () => hasCourts(await data(ask(documents.Courts))));
await check("a query with variables", async () =>
  hasLabels(await data(ask(documents.Labels, { kind: "FILING_STATE" }))));
await check("queries travel by GET", async () => assert.deepEqual([...methods], ["GET"]));
await check("a query that is not valid", async () => {
  const { data, error } = await ask(NOT_VALID);
  assert.equal(data, undefined);
  assert.equal(error.networkError, undefined);
  assert.equal(error.graphQLErrors[0].message, "Cannot query field 'nothing' on type 'Query'.");
  assert.equal(error.graphQLErrors[0].extensions.code, "INVALID_REQUEST");
  assert.equal(error.response.status, 400);
});
await check("a variable that is not valid", async () => {
  const { error } = await ask(documents.Labels, WRONG_KIND);
  assert.match(error.graphQLErrors[0].message, /'NOTHING'/);
});
await check("a refusal as data", async () => {
  const input = { signInName: "lawyer", password: "wrong" };
  const { signIn } = await data(tell(documents.SignIn, { input }));
  assert.equal(signIn.__typename, "Refused");
  assert.ok(signIn.code && signIn.message.en);
});
await check("a mutation", async () => {
  const input = { signInName: "lawyer", password };
  const { signIn } = await data(tell(documents.SignIn, { input }));
  assert.deepEqual([signIn.__typename, signIn.kind], ["SignedIn", "OU"]);
  token = signIn.token;
});
await check("a token", async () =>
  assert.equal((await data(ask(documents.Viewer))).viewer.kind, "OU"));
await check("a mutation that creates", async () => {
  for (const idempotencyKey of ["urql 1", "urql 2"]) {
    const input = { idempotencyKey, newCase: NEW_CASE };
    const { startFiling } = await data(tell(documents.StartFiling, { input }));
    assert.equal(startFiling.filing.state, "DRAFT");
  }
});
await check("a page after a page", async () => {
  const first = (await data(ask(documents.Filings, { first: 1 }))).filings;
  assert.equal(first.pageInfo.hasNextPage, true);
  const after = first.pageInfo.endCursor;
  const second = (await data(ask(documents.Filings, { first: 1, after }))).filings;
  assert.notEqual(second.edges[0].node.id, first.edges[0].node.id);
});
await check("a token that means nothing", async () => {
  token = "ou_nothing";
  const { error } = await ask(documents.Viewer);
  assert.equal(error.response.status, 401);
  assert.equal(error.graphQLErrors[0].extensions.code, "UNAUTHENTICATED");
});
