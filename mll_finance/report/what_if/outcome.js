// What the case comes to, beside what it came to before anything was changed.
const titles = Object.fromEntries(panel.alternatives);

const withDelivered = (now, then) => element("td", { class: "number" }, now, Object.keys(changes).length === 0 ? null
  : element("small", { text: now === then ? words.same : say("delivered", { value: then }) }));

function adviceText(outcome, name) {
  if (outcome.advice === null) return "\u2013";
  const { advice, reasons, beaten_by: choice } = outcome.advice.alternatives[name];
  const kind = reasons.includes("tie_no_spread") ? "tie" : advice;
  return words[`kind_${kind}`].replace("{choice}", titles[choice] ?? panel.nothing);
}

function outcomeTable(outcome) {
  const head = [words.choice, ...(outcome.advice ? [words.advice] : []), words.society, words.municipality];
  return table(words.outcome, head, panel.alternatives.map(([name, title]) => {
    const range = outcome.range?.[data.society][name];
    const likely = range && range[0] !== range[1] ? say("range", { low: euros(range[0]), high: euros(range[1]) }) : "";
    const balance = (perspective) => withDelivered(euros(outcome.mean[perspective][name]), euros(delivered.mean[perspective][name]));
    const society = balance(data.society);
    if (likely) society.append(element("small", { text: likely }));
    return [rowHead(title), ...(outcome.advice ? [withDelivered(adviceText(outcome, name), adviceText(delivered, name))] : []),
      society, balance(data.municipality)];
  }));
}

function partyTable(outcome) {
  const rows = panel.parties.filter(([party]) => panel.alternatives.some(([name]) => (
    Math.abs(outcome.parties[name][party] ?? 0) >= 0.5 || Math.abs(delivered.parties[name][party] ?? 0) >= 0.5)));
  return table(words.parties, [words.party, ...panel.alternatives.map(([, title]) => title)], rows.map(([party, title]) => [
    rowHead(title), ...panel.alternatives.map(([name]) => withDelivered(euros(outcome.parties[name][party] ?? 0), euros(delivered.parties[name][party] ?? 0))),
  ]));
}

const budgetOf = (outcome, name, year) => outcome.budget.filter(({ alternative }) => alternative === name)
  .reduce((sum, { amounts }) => sum + amounts[year], 0);

function budgetTable(outcome) {
  return table(words.budget, [words.choice, ...data.budgetYears.map(String)], panel.alternatives.map(([name, title]) => [
    rowHead(title), ...data.budgetYears.map((_, year) => withDelivered(euros(budgetOf(outcome, name, year)), euros(budgetOf(delivered, name, year)))),
  ]), words.budget_note);
}

const aboutOf = (outcome) => outcome.advice?.about ?? data.about ?? panel.alternatives[0][0];

function tornadoTable(outcome) {
  const about = aboutOf(outcome);
  const npvWith = centralBalance(outcome.state, data.society, about);
  const bars = panel.fields.filter((field) => !field.unknown && !field.byYear && !field.certain)
    .map((field) => ({ field, atLow: npvWith(field.path, field.low), atHigh: npvWith(field.path, field.high) }))
    .sort((one, other) => Math.abs(other.atHigh - other.atLow) - Math.abs(one.atHigh - one.atLow)).slice(0, panel.first);
  const widest = Math.max(1, ...bars.map(({ atLow, atHigh }) => Math.abs(atHigh - atLow)));
  return table(say("tornado", { alternative: titles[about] }), [words.assumption, words.at_low, words.at_high], bars.map(({ field, atLow, atHigh }) => [
    element("th", { scope: "row" }, field.title, element("span", { class: "try-bar", "aria-hidden": "true", style: `width:${(100 * Math.abs(atHigh - atLow)) / widest}%` })),
    element("td", { class: "number" }, euros(atLow), element("small", { text: shown(field, field.low) })),
    element("td", { class: "number" }, euros(atHigh), element("small", { text: shown(field, field.high) })),
  ]), words.tornado_note);
}
