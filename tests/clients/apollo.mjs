// Apollo Client, with its normalised cache.

import assert from "node:assert/strict";
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client/core";
import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import {
  NEW_CASE, NOT_VALID, WRONG_KIND, check, documents, hasCourts, hasLabels, password, url,
} from "./checks.mjs";

let token = null;
const authorized = (address, options) => {
  const headers = token ? { ...options.headers, authorization: `Bearer ${token}` } : options.headers;
  return fetch(address, { ...options, headers });
};
const client = (useGETForQueries) =>
  new ApolloClient({
    link: new HttpLink({ uri: url, fetch: authorized, useGETForQueries }),
    cache: new InMemoryCache({ possibleTypes: { Refusal: ["Refused"] } }),
    defaultOptions: { query: { fetchPolicy: "network-only" } },
  });
const byPost = client(false);
const byGet = client(true);
const ask = async (query, variables, by = byPost) => (await by.query({ query, variables })).data;
const tell = async (mutation, variables) => (await byPost.mutate({ mutation, variables })).data;
async function refused(promise, kind) {
  const error = await promise.then(() => null, (raised) => raised);
  assert.ok(kind.is(error), String(error));
  return error;
}

await check("a query", async () => hasCourts(await ask(documents.Courts)));
await check("a query with variables", async () =>
  hasLabels(await ask(documents.Labels, { kind: "FILING_STATE" })));
await check("queries travel by GET", async () =>
  assert.ok((await ask(documents.Labels, { kind: "DISPOSITION" }, byGet)).codes.length > 1));
await check("a query that is not valid", async () => {
  const error = await refused(ask(NOT_VALID), CombinedGraphQLErrors);
  assert.equal(error.errors[0].message, "Cannot query field 'nothing' on type 'Query'.");
  assert.equal(error.errors[0].extensions.code, "INVALID_REQUEST");
});
await check("a variable that is not valid", async () => {
  const error = await refused(ask(documents.Labels, WRONG_KIND), CombinedGraphQLErrors);
  assert.match(error.errors[0].message, /'NOTHING'/);
});
await check("a refusal as data", async () => {
  const input = { signInName: "lawyer", password: "wrong" };
  const { signIn } = await tell(documents.SignIn, { input });
  assert.equal(signIn.__typename, "Refused");
  assert.ok(signIn.code && signIn.message.en);
});
await check("a mutation", async () => {
  const input = { signInName: "lawyer", password };
  const { signIn } = await tell(documents.SignIn, { input });
  assert.deepEqual([signIn.__typename, signIn.kind], ["SignedIn", "OU"]);
  token = signIn.token;
});
await check("a token", async () => assert.equal((await ask(documents.Viewer)).viewer.kind, "OU"));
await check("a mutation that creates", async () => {
  for (const idempotencyKey of ["apollo 1", "apollo 2"]) {
    const input = { idempotencyKey, newCase: NEW_CASE };
    const { startFiling } = await tell(documents.StartFiling, { input });
    assert.equal(startFiling.filing.state, "DRAFT");
  }
});
await check("a page after a page", async () => {
  const first = (await ask(documents.Filings, { first: 1 })).filings;
  assert.equal(first.pageInfo.hasNextPage, true);
  const after = first.pageInfo.endCursor;
  const second = (await ask(documents.Filings, { first: 1, after })).filings;
  assert.notEqual(second.edges[0].node.id, first.edges[0].node.id);
});
await check("a token that means nothing", async () => {
  token = "ou_nothing";
  const error = await refused(ask(documents.Viewer), ServerError);
  assert.equal(error.statusCode, 401);
  assert.match(error.bodyText, /UNAUTHENTICATED/);
});
