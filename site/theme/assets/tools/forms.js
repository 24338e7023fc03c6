/* Bring the forms of the tools to life. Words and facts come from assets/data/tools.js, answers
   from rules.js; nothing is sent anywhere. A form filled in by its address, such as
   ?type=DCPI&on=2022-05-06, answers at once, so that an answer can be sent as a link. */
"use strict";
(() => {
  const facts = globalThis.helpFacts;
  const rules = globalThis.helpRules;
  const HONG_KONG_AHEAD = 8 * 60 * 60 * 1000;
  const hongKongNow = () => new Date(Date.now() + HONG_KONG_AHEAD).toISOString();

  const inLanguage = (code) => ({
    word: (key, about = {}) =>
      facts.words[key][code].replace(/\{(\w+)\}/g, (_, name) => about[name]),
    text: (said) => said[code],
    date: (iso) => rules.written(facts, iso)[code],
    instant: (iso) => rules.told(facts, rules.instantOf(iso))[code],
  });

  // --- what each tool answers: a verdict, its tone, lines, and the mark of what it rests on ---

  const coverageAnswer = ({ word, text }, asked) => {
    const found = rules.coverage(facts, {
      type: asked.type,
      on: asked.on,
      venue: asked.venue || null,
      represented: asked.represented === "yes",
    });
    if (!found.covered) {
      const lines = [text(found.sentence), text(found.remedy)];
      return { tone: "no", verdict: word("no"), lines, mark: found.confidence };
    }
    const use = facts.coverage.uses[found.use];
    const meaning = `${text(use.label)}${word("colon")}${text(use.meaning)}`;
    const lines = [meaning, text(found.explanation)];
    if (found.leaveExcuses) lines.push(word("leave"));
    return { tone: "yes", verdict: word("yes"), lines, mark: found.confidence };
  };

  const closuresIn = (asked) =>
    asked.closure
      ? [{ id: "own", kind: asked.closure, starts: asked.from, ends: asked.until || null }]
      : [];

  const refusalAnswer = ({ word, text }, found) => ({
    tone: "open",
    verdict: word("not_known"),
    lines: [text(found.sentence), text(found.remedy)],
  });

  const receiptAnswer = (say, asked) => {
    const { office, received } = asked;
    const found = rules.deemed(facts, { office, received, closures: closuresIn(asked) });
    if (found.refusal) return refusalAnswer(say, found);
    const lines = [say.text(found.explanation)];
    if (found.at === null) return { tone: "open", verdict: say.word("not_settled"), lines };
    const verdict = say.word("counts", { at: say.instant(found.at) });
    const edge = rules.closingPolicy(facts, { office, received });
    if (!edge) return { tone: "yes", verdict, lines };
    lines.push(say.text(edge.explanation));
    return { tone: "yes", verdict, lines, mark: edge.confidence };
  };

  const requestOf = (asked) => {
    const [kind, code] = asked.step.split(":");
    return {
      on: asked.on,
      begin: kind === "begin" ? code : null,
      documents: kind === "document" ? [code] : [],
      items: kind === "item" ? [{ item: code, quantity: Number(asked.quantity) }] : [],
    };
  };

  const freeAnswer = ({ word }, request) => ({
    tone: "yes",
    verdict: word("free"),
    lines: [word("free_why")],
    mark: facts.fees.documents[request.documents[0]].confidence,
  });

  const otherMeans = (say, request, electronic) => {
    const other = rules.assess(facts, { ...request, electronic: !electronic });
    if (other.refusal) return [];
    const word = electronic ? "other_paper" : "other_electronic";
    return [say.word(word, { amount: rules.dollars(other.total) })];
  };

  const notCovered = (say, request) => {
    if (!request.begin) return [];
    const found = rules.coverage(facts, {
      type: request.begin,
      on: request.on,
      venue: null,
      represented: true,
    });
    if (found.covered) return [];
    return [`${say.word("not_covered")}${say.word("colon")}${say.text(found.sentence)}`];
  };

  const costAnswer = (say, asked) => {
    const request = requestOf(asked);
    const electronic = asked.means === "electronic";
    const found = rules.assess(facts, { ...request, electronic });
    if (found.refusal) return refusalAnswer(say, found);
    if (!found.lines.length) return freeAnswer(say, request);
    const [line] = found.lines;
    const lines = found.lines.map((each) => say.text(each.explanation));
    if (line.concession) lines.push(say.word("last_day", { last: say.date(line.concession[1]) }));
    lines.push(...otherMeans(say, request, electronic));
    const warning = electronic ? notCovered(say, request) : [];
    return {
      tone: warning.length ? "open" : "yes",
      verdict: say.word("costs", { amount: rules.dollars(found.total) }),
      lines: [...warning, ...lines],
      authority: line.authority,
      mark: line.confidence,
    };
  };

  const ANSWERS = { coverage: coverageAnswer, receipt: receiptAnswer, cost: costAnswer };

  // --- the page ---------------------------------------------------------------------------------

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const shown = (say, { tone, verdict, lines, authority, mark }, address) => {
    const parts = [element("p", { className: "verdict" }, verdict)];
    parts.push(...lines.map((line) => element("p", {}, line)));
    if (authority) {
      const cited = element("span", { lang: "en" }, authority);
      parts.push(element("p", {}, `${say.word("authority")}${say.word("colon")}`, cited));
    }
    if (mark) {
      const label = element("span", { className: `mark mark--${mark.toLowerCase()}` });
      label.textContent = say.text(facts.marks[mark]);
      parts.push(element("p", {}, `${say.word("mark")}${say.word("colon")}`, label));
    }
    const link = element("a", { href: address }, say.word("link"));
    parts.push(element("p", { className: "detail" }, say.word("not_advice"), " ", link));
    return element("div", { className: `answer-box answer-box--${tone}` }, ...parts);
  };

  const fillIn = (form, given) => {
    for (const [name, value] of given) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
  };

  const setToday = (form) => {
    const now = hongKongNow();
    for (const [name, length] of [["on", 10], ["received", 16], ["from", 16]]) {
      const field = form.elements.namedItem(name);
      if (field) field.value = now.slice(0, length);
    }
  };

  /** Show what is asked only sometimes: the times of a closure, how many. */
  const unfold = (form) => {
    const { closure, step } = form.elements;
    const asked = { closure: Boolean(closure?.value), item: step?.value.startsWith("item:") };
    for (const part of form.querySelectorAll("[data-when]")) {
      const open = asked[part.dataset.when];
      part.hidden = !open;
      for (const field of part.querySelectorAll("input")) field.disabled = !open;
    }
  };

  const checkClosure = (say, form) => {
    const { from, until } = form.elements;
    if (!until) return;
    const wrong = !until.disabled && until.value && until.value < from.value;
    until.setCustomValidity(wrong ? say.word("wrong_closure") : "");
  };

  const open = (tool) => {
    const form = tool.querySelector("form");
    const place = tool.querySelector("[role=status]");
    const say = inLanguage(tool.dataset.language);
    const answer = () => {
      const given = new FormData(form);
      const found = ANSWERS[tool.dataset.tool](say, Object.fromEntries(given));
      place.replaceChildren(shown(say, found, `?${new URLSearchParams(given)}`));
      place.scrollIntoView({ block: "nearest" });
    };
    const changed = () => {
      unfold(form);
      checkClosure(say, form);
    };
    setToday(form);
    const given = new URLSearchParams(location.search);
    fillIn(form, given);
    changed();
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer();
    });
    form.hidden = false;
    const names = [...form.elements].map((field) => field.name).filter(Boolean);
    if (names.some((name) => given.has(name)) && form.checkValidity()) answer();
  };

  document.querySelectorAll("[data-tool]").forEach(open);
})();
