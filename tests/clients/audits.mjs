// The audits of graphql-http themselves. `--list` prints their ids and names and runs none.

import { serverAudits } from "graphql-http";

const { url, query, list } = JSON.parse(process.argv[2]);

/** The package asks `{ __typename }`; put a query of ours in its place, to go another way. */
function instead(address, options = {}) {
  const swapped = (text, ours) => text.replaceAll("{ __typename }", ours);
  const target = new URL(address);
  const asked = target.searchParams.get("query");
  if (asked && !asked.startsWith("mutation")) target.searchParams.set("query", swapped(asked, query));
  if (options.body === undefined) return fetch(target, options);
  const quoted = JSON.stringify(query).slice(1, -1);
  return fetch(target, { ...options, body: swapped(options.body, quoted) });
}

for (const audit of serverAudits({ url, fetchFn: query ? instead : fetch })) {
  const name = `${audit.id} ${audit.name}`;
  const result = list ? { status: "ok" } : await audit.fn();
  const detail = result.status === "ok" ? "" : `${result.status}: ${result.reason}`;
  console.log(JSON.stringify({ name, passed: result.status === "ok", detail }));
}
