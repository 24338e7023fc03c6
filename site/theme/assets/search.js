/* The search of this site, without a server. The ranking is that of api/guidance/rules.py, line by
   line; tests run both over the same queries. Words for Latin text, overlapping pairs for Chinese,
   Traditional and Simplified folded into one. */
(function () {
  "use strict";

  // --- words ---------------------------------------------------------------------------------

  const WORD = /[a-z0-9%]+(?:[-.][a-z0-9]+)*|[\u3400-\u4dbf\u4e00-\u9fff]+/g;
  const ENDING = /(?:ments|ment|ings|ing|ed|es|s)$/;
  const DOUBLED = /([bdgmnprt])\1$/;
  const REFERENCE = /^(?:\/?(?:help\/)?q\/)?([a-z]+)[- #]*0*(\d{1,3})\/?$/;
  const SHORTEST = 3, ALONE = 2, EXACT = 1000000, MOST_ASKED = 12;
  const AS_TYPED = 1, AS_SYNONYM = 0.8, AS_PREFIX = 0.5, IN_HEAD = 2;
  const ENDS = /^[ ?!.,;:。、]+|[ ?!.,;:。、]+$/g;

  const wordsOf = (text) => text.match(WORD) || [];
  const isHan = (word) => word[0] >= "\u3400" && word[0] <= "\u9fff";
  const unique = (list) => [...new Set(list)];

  function stem(word) {
    if (word.length <= SHORTEST || word.endsWith("ss") || word.endsWith("eed")) return word;
    if (word.endsWith("ies")) return word.slice(0, -3) + "y";
    let cut = word.replace(word.length > SHORTEST + 1 ? ENDING : /s$/, "");
    if (cut.length < SHORTEST) cut = word;
    else if (cut !== word && DOUBLED.test(cut)) cut = cut.slice(0, -1);
    return cut.length > SHORTEST && cut.endsWith("e") ? cut.slice(0, -1) : cut;
  }

  function pairs(word) {
    const found = [];
    for (let i = 0; i < Math.max(word.length - 1, 1); i++) found.push(word.slice(i, i + 2));
    return found;
  }

  function parted(word, cut) {
    if (isHan(word)) return pairs(word);
    const parts = /[-.]/.test(word) ? word.split(/[-.]/).filter((part) => part.length > 1) : [];
    return [word, ...parts].map(cut);
  }

  const tokens = (folded) => wordsOf(folded).flatMap((word) => parted(word, stem));
  const canonical = (folded) => " " + wordsOf(folded).map((w) => (isHan(w) ? w : stem(w))).join(" ") + " ";

  function referenceOf(folded) {
    const match = REFERENCE.exec(folded);
    return match ? match[1] + "-" + String(Number(match[2])).padStart(2, "0") : folded;
  }

  // --- the index -----------------------------------------------------------------------------

  class Index {
    /* `texts` are those of the pages' parts; everything else brings its own. */
    constructor(data, texts) {
      this.stop = new Set(data.stop);
      this.fillers = data.fillers;
      this.known = data.known;
      const [from, to] = data.fold.map((text) => [...text]);
      this.fold = new Map(from.map((character, i) => [character, to[i]]));
      this.units = data.units.map(([id, kind, title, card, url, boost, parts]) => ({
        id, kind, title, card, url, boost,
        parts: parts.map(([anchor, title, text], i) => ({ anchor, title, text: text ?? texts[id][i] })),
      }));
      this.titles = [];
      this.texts = [];
      this.heads = [];
      this.parts = [];
      this.postings = new Map();
      this.lengths = this.units.map((unit, number) => this.add(unit, number));
      this.average = this.lengths.reduce((sum, n) => sum + n, 0) / Math.max(this.units.length, 1);
    }

    folded(text) {
      return text.normalize("NFKC").toLowerCase()
        .replace(/[\u3400-\u9fff]/g, (character) => this.fold.get(character) || character);
    }

    /* Take one unit in: four times what stands in its title, twice its card and headings. */
    add(unit, number) {
      const counts = new Map();
      let length = 0;
      const counted = (text, weight) => {
        const found = tokens(text);
        for (const token of found) counts.set(token, (counts.get(token) || 0) + weight);
        length += found.length;
        return found;
      };
      const title = this.folded(unit.title), card = this.folded(unit.card);
      const parts = unit.parts.map((part) => [this.folded(part.title), this.folded(part.text)]);
      this.titles.push(title.replace(ENDS, ""));
      this.texts.push([title, card, ...parts.map((part) => part.join(" "))].join(" "));
      this.heads.push(new Set([...counted(title, 4), ...counted(card, 2)]));
      this.parts.push(parts.map(([head, text]) => new Set([...counted(head, 2), ...counted(text, 1)])));
      for (const [token, count] of counts) {
        if (!this.postings.has(token)) this.postings.set(token, new Map());
        this.postings.get(token).set(number, count);
      }
      return length;
    }

    /* Take a query apart into the things it asks for: known phrases first, then single words. */
    conceptsOf(folded) {
      let rest = canonical(folded);
      const found = [];
      for (const [phrase, ways] of this.known) {
        if (!rest.includes(phrase)) continue;
        rest = rest.split(phrase).join("  ");
        found.push(ways.map((way, i) => [way, i ? AS_SYNONYM : AS_TYPED]));
      }
      for (const filler of this.fillers) {
        if (filler.length > 1 || folded.length > ALONE) rest = rest.split(filler).join(" ");
      }
      let words = unique(rest.split(" ").filter(Boolean).flatMap((w) => parted(w, (part) => part)));
      words = words.filter((word) => !this.stop.has(word));
      if (found.length || words.some((word) => word.length > 1)) {
        words = words.filter((word) => word.length > 1 || !isHan(word));
      }
      if (!words.length && !found.length) words = unique(tokens(folded));
      return [...found, ...words.map((word) => [[[word], AS_TYPED]])].slice(0, MOST_ASKED);
    }

    search(query, most) {
      const folded = this.folded(query).trim().split(/\s+/).join(" ").replace(ENDS, "");
      const concepts = this.conceptsOf(folded);
      const asked = unique(concepts.flatMap((concept) => concept.flatMap(([way]) => way)));
      const named = referenceOf(folded);
      const exact = this.units.findIndex((unit) => unit.id === named);
      const found = this.ranked(concepts, folded).filter(([, number]) => number !== exact);
      if (exact >= 0) found.unshift([EXACT, exact]);
      return found.slice(0, most).map(([score, number]) =>
        ({ unit: this.units[number], anchor: this.anchor(number, asked), score }));
    }

    ranked(concepts, folded) {
      this.complete(concepts, folded);
      const scores = new Map(), met = new Map();
      for (const concept of concepts) {
        for (const [number, score] of this.answers(concept)) {
          scores.set(number, (scores.get(number) || 0) + score);
          met.set(number, (met.get(number) || 0) + 1);
        }
      }
      const all = concepts.length;
      const needed = [...met.values()].includes(all) ? all : all / 2;
      return [...scores].filter(([number]) => met.get(number) >= needed)
        .map(([number, score]) => [this.score(number, score, met.get(number) / all, folded), number])
        .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    }

    /* Let the last Latin word stand for longer ones, and a lone character for its pairs. */
    complete(concepts, folded) {
      const last = wordsOf(folded).pop() || "";
      const typed = last && folded.endsWith(last) && !isHan(last) ? stem(last) : "";
      for (const concept of concepts) {
        const [token, ...others] = concept[0][0];
        if (others.length || !token) continue;
        const lone = isHan(token) && token.length === 1;
        if (!lone && !(token === typed && token.length > 1)) continue;
        for (const word of this.postings.keys()) {
          if (word === token) continue;
          if (lone && word.includes(token)) concept.push([[word], AS_TYPED]);
          if (!lone && word.startsWith(token)) concept.push([[word], AS_PREFIX]);
        }
      }
    }

    answers(concept) {
      const best = new Map();
      for (const [way, weight] of concept) {
        const postings = way.map((token) => this.postings.get(token) || new Map());
        for (const number of postings.length ? postings[0].keys() : []) {
          if (!postings.every((each) => each.has(number))) continue;
          let score = weight * postings.reduce((sum, each) => sum + this.worth(each, number), 0);
          if (way.every((token) => this.heads[number].has(token))) score *= IN_HEAD;
          best.set(number, Math.max(best.get(number) || 0, score));
        }
      }
      return best;
    }

    worth(posting, number) {
      const count = posting.get(number), units = this.units.length;
      const rarity = Math.log(1 + (units - posting.size + 0.5) / (posting.size + 0.5));
      const room = 1.2 * (0.25 + (0.75 * this.lengths[number]) / this.average);
      return (rarity * count * 2.2) / (count + room);
    }

    score(number, score, covered, folded) {
      score *= covered * covered * this.units[number].boost;
      const title = this.titles[number];
      if (this.texts[number].includes(folded)) score *= 2;
      if (title.includes(folded)) score *= 1.5 + folded.length / title.length;
      if (title.startsWith(folded)) score *= 1.25;
      return Math.floor(score * 1000 + 0.5);
    }

    anchor(number, asked) {
      let best = "", most = 0;
      this.units[number].parts.forEach((part, i) => {
        const held = asked.filter((token) => this.parts[number][i].has(token)).length;
        if (held > most) { best = part.anchor; most = held; }
      });
      return best;
    }

    /* The stretches of a text that say what was asked for: [from, to) in order, none overlapping. */
    marks(text, query) {
      const places = [];
      const asked = unique(wordsOf(this.folded(query)).filter((word) => !this.stop.has(stem(word))));
      const sought = unique(asked.flatMap((word) => (isHan(word) ? [word, ...pairs(word)] : [word, stem(word)])));
      const plain = [...text].map((c) => this.folded(c)[0] || " ").join("");
      if (plain.length !== text.length) return places;
      for (const word of sought.sort((a, b) => b.length - a.length)) {
        for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + 1)) {
          const to = at + word.length;
          const inside = !isHan(word) && at > 0 && /[a-z0-9]/.test(plain[at - 1]);
          if (!inside && !places.some(([from, end]) => at < end && from < to)) places.push([at, to]);
        }
      }
      return places.sort((a, b) => a[0] - b[0]);
    }
  }

  globalThis.helpSearch = { Index, stem, tokens };
  if (typeof document === "undefined") return;

  // --- the page ------------------------------------------------------------------------------

  const MOST = 20, SNIPPET = 160, BEFORE = 40, PAUSE_MS = 250;
  const ROOT = new URL("../", document.currentScript.src);
  const TAGS = { en: "en", tc: "zh-Hant-HK", sc: "zh-Hans" };
  const INSTEAD = { en: ["en", "tc"], tc: ["tc", "en"], sc: ["sc", "tc", "en"] };
  const form = document.getElementById("help-find");
  if (!form) return;
  const box = form.querySelector("input"), said = document.getElementById("help-found");
  const list = document.getElementById("help-hits");
  const lang = document.documentElement.lang;
  const here = lang.startsWith("zh-Hans") ? "sc" : lang.startsWith("zh") ? "tc" : "en";
  const indexes = {};
  let asked = 0, timer = 0;

  function run(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("assets/data/" + name + ".js", ROOT).href;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function load(code) {
    const both = ["search." + code, "search-texts." + code];
    indexes[code] ||= Promise.all(both.map(run)).then(
      () => new Index(globalThis.helpSearchIndexes[code], globalThis.helpSearchTexts[code]));
    indexes[code].catch(() => delete indexes[code]);
    return indexes[code];
  }

  async function find(query) {
    for (const code of INSTEAD[here]) {
      const index = await load(code);
      const hits = index.search(query, MOST);
      if (hits.length) return { code, index, hits };
    }
    return { code: here, hits: [] };
  }

  function marked(element, text, index, query) {
    let at = 0;
    for (const [from, to] of index.marks(text, query)) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      element.append(text.slice(at, from), mark);
      at = to;
    }
    element.append(text.slice(at));
    return element;
  }

  function snippet(hit, index, query) {
    const part = hit.unit.parts.find((each) => each.anchor === hit.anchor);
    const first = part && index.marks(part.text, query)[0];
    if (!first) return "";
    const from = Math.max(first[0] - BEFORE, 0), end = from + SNIPPET;
    return (from ? "…" : "") + part.text.slice(from, end).trim() + (end < part.text.length ? "…" : "");
  }

  function shown(hit, index, query) {
    const item = document.createElement("li"), link = document.createElement("a");
    const page = hit.unit.url.split("#")[0];
    link.href = new URL(hit.anchor ? page + "#" + hit.anchor : hit.unit.url, ROOT).href;
    if (/\/$/.test(page) && ROOT.protocol === "file:") link.href = link.href.replace(/\/(#.*)?$/, "/index.html$1");
    item.append(marked(link, hit.unit.title, index, query));
    if (hit.unit.kind === "faq") {
      const reference = document.createElement("span");
      reference.className = "help-reference";
      reference.textContent = hit.unit.id.toUpperCase();
      item.append(" ", reference);
    }
    for (const text of unique([hit.unit.card, snippet(hit, index, query)]).filter(Boolean)) {
      item.append(marked(document.createElement("p"), text, index, query));
    }
    return item;
  }

  function tell(key, count) {
    said.textContent = (said.dataset[key] || "").replace("{n}", count);
  }

  async function answer() {
    const query = box.value.trim(), mine = ++asked;
    const address = new URL(location.href);
    if (query) address.searchParams.set("q", query); else address.searchParams.delete("q");
    if (address.href !== location.href && ROOT.protocol !== "file:") history.replaceState(null, "", address);
    if (!query) { list.replaceChildren(); tell("", 0); return; }
    try {
      const { code, index, hits } = await find(query);
      if (mine !== asked) return;
      list.replaceChildren(...hits.map((hit) => shown(hit, index, query)));
      list.lang = TAGS[code];
      tell(!hits.length ? "none" : code !== here ? "other" : hits.length === 1 ? "one" : "many", hits.length);
    } catch {
      if (mine === asked) { list.replaceChildren(); tell("failed", 0); }
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(answer, PAUSE_MS);
  }

  /* Up and down move between the box and the hits; everything works without them, too. */
  function step(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [box, ...list.querySelectorAll("a")], at = stops.indexOf(document.activeElement);
    if (!move || at < 0 || !stops[at + move]) return;
    event.preventDefault();
    stops[at + move].focus();
  }

  box.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
  box.addEventListener("compositionend", soon);
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); answer(); });
  for (const element of [form, list]) element.addEventListener("keydown", step);
  box.value = new URLSearchParams(location.search).get("q") || box.value;
  if (box.value.trim()) answer();
})();
