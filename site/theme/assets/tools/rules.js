/* The rules behind the three tools: what may be filed, when it counts, what it costs.

   A port of api/courts/rules.py and api/fees/rules.py; the tests put tens of thousands of questions
   to both and insist on equal answers, word for word. It knows no page and no words: facts and
   sentences come from assets/data/tools.js. Instants are whole seconds of Hong Kong's wall clock
   since 1970, days whole days since then; the clocks have not been changed in the years known. */
"use strict";
(() => {
  const LANGUAGES = ["en", "tc", "sc"];
  const DAY = 86400;
  const NOTHING = { en: "", tc: "", sc: "" };

  class Refused extends Error {
    constructor(refusal, facts) {
      super(refusal.code);
      this.answer = {
        refusal: refusal.code,
        sentence: fill(refusal.sentence, facts),
        remedy: refusal.remedy,
      };
    }
  }

  /** Answer a question; a refusal is an answer too. */
  const answered = (decide) => (...question) => {
    try {
      return decide(...question);
    } catch (no) {
      if (no instanceof Refused) return no.answer;
      throw no;
    }
  };

  // --- sentences -------------------------------------------------------------------------------

  const inAll = (say) => Object.fromEntries(LANGUAGES.map((code) => [code, say(code)]));

  const fill = (sentence, facts) =>
    inAll((code) =>
      sentence[code].replace(/\{(\w+)(?:\.\w+)?\}/g, (_, name) => {
        const fact = facts[name];
        return typeof fact === "object" ? fact[code] : String(fact);
      }),
    );

  const joined = (parts, between) =>
    inAll((code) => parts.map((part) => part[code]).join(between[code]));

  const padded = (number) => String(number).padStart(2, "0");

  // --- days and instants -----------------------------------------------------------------------

  const dayNumber = (iso) => Date.parse(`${iso}T00:00:00Z`) / 1000 / DAY;
  const isoDay = (day) => new Date(day * DAY * 1000).toISOString().slice(0, 10);
  const instantOf = (text) => Date.parse(`${text}Z`) / 1000;
  const isoInstant = (instant) => new Date(instant * 1000).toISOString().slice(0, 19);
  const dayOf = (instant) => Math.floor(instant / DAY);
  const weekday = (day) => (((day + 3) % 7) + 7) % 7; // 1 January 1970 was a Thursday; 0 is Monday

  const written = (facts, iso) => {
    const [year, month, day] = iso.split("-").map(Number);
    return fill(facts.telling.day, { year, day, month: facts.telling.months[month - 1] });
  };

  const told = (facts, instant) => {
    const { telling } = facts;
    const date = new Date(instant * 1000);
    const [hours, plain] = [date.getUTCHours(), date.getUTCSeconds()];
    return fill(telling.instant, {
      year: date.getUTCFullYear(),
      month: telling.shortMonths[date.getUTCMonth()],
      day: date.getUTCDate(),
      weekday: telling.shortWeekdays[weekday(dayOf(instant))],
      half: telling.halves[hours < 12 ? 0 : 1],
      hour: hours % 12 || 12,
      minute: padded(date.getUTCMinutes()),
      seconds: plain ? fill(telling.seconds, { plain, padded: padded(plain) }) : NOTHING,
    });
  };

  /** The entry that holds on a day, of entries in the order of their first days. */
  const inForce = (entries, iso) => entries.filter((entry) => entry.from <= iso).at(-1);

  // --- may it be filed electronically? ---------------------------------------------------------

  const coverage = answered((facts, { type, on, venue, represented }) => {
    const kind = facts.coverage.types[type];
    const stretches = kind.venues[venue ?? ""] ?? kind.venues[""];
    const found = inForce(stretches[represented ? "represented" : "inPerson"], on).is;
    if (found.covered) return found;
    const day = written(facts, on);
    const refused = new Refused(facts.coverage.refusal, {
      type: kind.name,
      day,
      reason: found.explanation,
    });
    return { ...found, ...refused.answer };
  });

  // --- when does it count as received? ---------------------------------------------------------

  const notPublished = (facts, day) =>
    new Refused(facts.receipt.refusal, { day: written(facts, isoDay(day)) });

  const hoursOn = (facts, office, day) => {
    const [first, last] = facts.receipt.years;
    const iso = isoDay(day);
    const hours = inForce(facts.receipt.offices[office].hours, iso);
    const year = Number(iso.slice(0, 4));
    if (!hours || year < first || year > last) throw notPublished(facts, day);
    return hours;
  };

  const policyOn = (facts, day) => {
    const policy = inForce(facts.receipt.policies, isoDay(day));
    if (!policy) throw notPublished(facts, day);
    return policy;
  };

  const openings = (facts, office, day) => {
    const hours = hoursOn(facts, office, day);
    if (!hours.weekdays.includes(weekday(day) + 1)) return [];
    if (isoDay(day) in facts.receipt.holidays) return [];
    const { closingCounts } = policyOn(facts, day);
    return hours.sessions.map(([opens, closes]) => ({
      first: day * DAY + opens,
      closes: day * DAY + closes,
      holds(instant) {
        if (instant === this.closes) return closingCounts;
        return this.first <= instant && instant < this.closes;
      },
    }));
  };

  const inHoursFrom = (facts, office, instant) => {
    for (let day = dayOf(instant); ; day += 1) {
      for (const opening of openings(facts, office, day)) {
        if (opening.holds(instant)) return instant;
        if (opening.first > instant) return opening.first;
      }
    }
  };

  const closureAt = (closures, instant) =>
    closures
      .filter((c) => c.starts <= instant && (c.ends === null || instant < c.ends))
      .sort((one, other) => one.starts - other.starts || (one.id < other.id ? -1 : 1))[0];

  const firstOpen = (facts, { office, received, closures }) => {
    let hindrance = null;
    let candidate = inHoursFrom(facts, office, received);
    for (;;) {
      const closure = closureAt(closures, candidate);
      if (!closure) return [candidate, hindrance];
      hindrance = closure;
      if (closure.ends === null) return [null, hindrance];
      candidate = inHoursFrom(facts, office, closure.ends);
    }
  };

  const ruleOf = (received, at, closure) => {
    if (at === null) return "PENDING_CLOSURE";
    if (at === received) return "RECEIVED_IN_HOURS";
    return closure ? "AFTER_CLOSURE" : "NEXT_OPENING";
  };

  const whyClosed = (facts, office, instant) => {
    const { holidays, sentences } = facts.receipt;
    const day = dayOf(instant);
    const name = holidays[isoDay(day)];
    if (name) return fill(sentences.holiday, { name });
    const open = openings(facts, office, day);
    if (!open.length) return facts.telling.weekdays[weekday(day)];
    if (instant < open[0].first) return sentences.beforeHours;
    return instant >= open.at(-1).closes ? sentences.afterHours : sentences.betweenHours;
  };

  const whyNotThen = (facts, { office, received }, closure) => {
    const reasons = [];
    if (inHoursFrom(facts, office, received) !== received) {
      reasons.push(whyClosed(facts, office, received));
    }
    if (closure) reasons.push(facts.receipt.closureKinds[closure.kind]);
    return joined(reasons, facts.receipt.sentences.then);
  };

  const holidaysBetween = (facts, received, at) => {
    const { holidays, sentences } = facts.receipt;
    const [first, last] = [isoDay(dayOf(received)), isoDay(dayOf(at))];
    const passed = Object.keys(holidays)
      .sort()
      .filter((iso) => first < iso && iso < last)
      .map((iso) => fill(sentences.passedDay, { day: written(facts, iso), name: holidays[iso] }));
    if (!passed.length) return NOTHING;
    return fill(sentences.passedOver, { days: joined(passed, sentences.andDay) });
  };

  const explained = (facts, asked, at, closure) => {
    const { sentences } = facts.receipt;
    const received = told(facts, asked.received);
    const why = whyNotThen(facts, asked, closure);
    if (at === null) return fill(sentences.pending, { received, why });
    if (at === asked.received) return fill(sentences.inHours, { received });
    const between = holidaysBetween(facts, asked.received, at);
    return fill(sentences.later, { received, why, at: told(facts, at), between });
  };

  const deemed = answered((facts, question) => {
    const asked = {
      office: question.office,
      received: instantOf(question.received),
      closures: question.closures.map(({ id, kind, starts, ends }) => ({
        id,
        kind,
        starts: instantOf(starts),
        ends: ends === null ? null : instantOf(ends),
      })),
    };
    const [at, closure] = firstOpen(facts, asked);
    return {
      at: at === null ? null : isoInstant(at),
      courtDay: at === null ? null : isoDay(dayOf(at)),
      rule: ruleOf(asked.received, at, closure),
      ruleVersion: policyOn(facts, dayOf(asked.received)).version,
      closure: closure && closure.id,
      explanation: explained(facts, asked, at, closure),
    };
  });

  /** The policy that judges an instant on which the office just closes; none for any other. */
  const closingPolicy = (facts, { office, received }) => {
    const [instant, day] = [instantOf(received), dayOf(instantOf(received))];
    const closing = openings(facts, office, day).some(({ closes }) => closes === instant);
    return closing ? policyOn(facts, day) : null;
  };

  // --- what does it cost? ----------------------------------------------------------------------

  /** Print cents as courts do: HK$1,045 or HK$14.40. */
  const dollars = (cents) => {
    const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
    const rest = cents % 100;
    return rest ? `HK$${whole}.${padded(rest)}` : `HK$${whole}`;
  };

  const explainedFee = (facts, found, on) => {
    const { ordinary, reduced } = facts.fees.sentences;
    const amounts = { name: found.name, ordinary: dollars(found.ordinary) };
    if (!found.concession) return fill(ordinary, amounts);
    return fill(reduced, {
      ...amounts,
      ...found.concession,
      day: written(facts, on),
      charged: dollars(found.charged),
      rounding: found.cents ?? NOTHING,
    });
  };

  const lineOf = (facts, { item, quantity }, { on, electronic }) => {
    const fee = facts.fees.items[item];
    const found = fee && inForce(fee[electronic ? "electronic" : "paper"], on).is;
    if (!found?.known) {
      throw new Refused(facts.fees.refusal, { item, day: written(facts, on) });
    }
    return {
      item,
      authority: found.authority,
      version: found.version,
      quantity,
      ordinary: found.ordinary * quantity,
      charged: found.charged * quantity,
      concession: found.concession && [found.concession.from, found.concession.lastDay],
      rounding: found.rounding,
      explanation: explainedFee(facts, found, on),
      confidence: found.confidence,
    };
  };

  const assess = answered((facts, question) => {
    const requests = [];
    if (question.begin) {
      const item = facts.fees.begin[question.begin];
      if (!item) {
        const day = written(facts, question.on);
        throw new Refused(facts.fees.refusal, { item: question.begin, day });
      }
      requests.push({ item, quantity: 1 });
    }
    for (const code of question.documents) {
      const { item } = facts.fees.documents[code];
      if (item) requests.push({ item, quantity: 1 });
    }
    requests.push(...question.items);
    const lines = requests.map((request) => lineOf(facts, request, question));
    return { lines, total: lines.reduce((sum, line) => sum + line.charged, 0) };
  });

  const telling = { dollars, instantOf, told, written };
  globalThis.helpRules = { assess, closingPolicy, coverage, deemed, ...telling };
})();
