// Put the questions of a vector file to the tools' script, and print each answer that differs.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { runInThisContext } from "node:vm";

const [rules, vectors] = process.argv.slice(2);
runInThisContext(readFileSync(rules, "utf8"), { filename: rules });

const worlds = {};
const factsOf = (world) => {
  worlds[world] ??= JSON.parse(readFileSync(join(dirname(vectors), `${world}.json`), "utf8"));
  return worlds[world];
};

const asked = {};
for await (const line of createInterface({ input: createReadStream(vectors) })) {
  const { tool, world, ask, answer } = JSON.parse(line);
  asked[tool] = (asked[tool] ?? 0) + 1;
  const said = globalThis.helpRules[tool](factsOf(world), ask);
  if (!isDeepStrictEqual(said, answer)) {
    process.stdout.write(`${JSON.stringify({ different: { tool, world, ask, answer, said } })}\n`);
  }
}
process.stdout.write(`${JSON.stringify({ asked })}\n`);
