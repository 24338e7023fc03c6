/* Ask the search of the pages as a browser would load it: its own script, then the data of a built site.
   Arguments: the built site. Standard input: {"en": [query, ...], ...}. Output: the hits and the marks of each. */
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const site = process.argv[2];
const run = (path) => runInThisContext(readFileSync(`${site}/${path}`, "utf8"), { filename: path });
const asked = JSON.parse(readFileSync(0, "utf8"));

run("assets/search.js");
const answers = {};
for (const [code, queries] of Object.entries(asked)) {
  run(`assets/data/search.${code}.js`);
  run(`assets/data/search-texts.${code}.js`);
  const index = new globalThis.helpSearch.Index(globalThis.helpSearchIndexes[code], globalThis.helpSearchTexts[code]);
  answers[code] = queries.map((query) => index.search(query, 20).map(({ unit, anchor, score }) => ({
    found: [unit.id, anchor, score],
    marks: index.marks(unit.title, query).map(([from, to]) => unit.title.slice(from, to)),
  })));
}
process.stdout.write(JSON.stringify(answers));
