// What the clients' scripts share: where the court is, what is asked, and how a check is reported.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse, separateOperations } from "graphql";

export const { url, password } = JSON.parse(process.argv[2]);
export const NOT_VALID = parse("{ nothing }");
export const WRONG_KIND = { kind: "NOTHING" };
export const NEW_CASE = {
  proceedingType: "DCPI",
  relief: "MONETARY",
  natureOfClaim: "PERSONAL_INJURIES",
  parties: [
    { role: "PLAINTIFF", name: "陳樣本 Sample Plaintiff" },
    { role: "DEFENDANT", kind: "ORGANIZATION", name: "Sample Kites Limited" },
  ],
};

/** Every operation of documents.graphql by its name, with the fragments it needs. */
export const documents = separateOperations(
  parse(readFileSync(new URL("documents.graphql", import.meta.url), "utf8")),
);

/** Run one check and print a line that the command reads. */
export async function check(name, run) {
  try {
    await run();
    report(name, true, "");
  } catch (error) {
    report(name, false, String(error?.stack ?? error).slice(0, 1000));
  }
}

export function report(name, passed, detail) {
  console.log(JSON.stringify({ name, passed, detail }));
}

export function hasCourts(data) {
  const codes = data.courts.map((court) => court.code);
  assert.ok(codes.includes("DC"), codes.join(" "));
  assert.match(data.courts.find((court) => court.code === "DC").name.en, /District Court/);
}

export function hasLabels(data) {
  assert.ok(data.codes.length > 3);
  for (const code of data.codes) assert.match(code.label.sc, /\p{Script=Han}/u);
}
