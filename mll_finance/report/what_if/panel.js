// The panel as a whole: assumptions on one side, what the case comes to on the other.
const SHOWN = 12;
const status = element("p", { role: "status", class: "try-status" });
const problem = element("p", { role: "alert", class: "try-problem" });
const outcomePlace = element("div", {}), morePlace = element("div", { class: "try-more" });
const opened = new Set();
let latest = null;

// A part that is folded is worked out once somebody opens it.
function details(name, summary, make) {
  let isMade = opened.has(name);
  const node = element("details", {
    open: isMade,
    ontoggle: () => {
      if (node.open) opened.add(name);
      else opened.delete(name);
      if (node.open && !isMade) node.append(make());
      isMade ||= node.open;
      fitTables();
    },
  }, element("summary", { text: summary }), isMade ? make() : null);
  return node;
}

function changedTable() {
  const rows = Object.entries(changes).map(([path, value]) => {
    const field = fieldsByPath.get(path);
    const own = field ? centralNow(field) : value;
    return [rowHead(field?.title ?? path),
      element("td", { class: "number", text: field && !field.unknown ? shown(field, field.central) : "PM" }),
      element("td", { class: "number", text: field && !isMapping(own) ? shown(field, own) : inCommand(value) })];
  });
  return rows.length ? table(words.to_print, [words.assumption, words.was, words.now], rows) : element("p", { text: words.nothing_changed });
}

function follow() {
  try {
    delivered ??= evaluated({});
    const outcome = evaluated(changes);
    problem.textContent = complaint;
    draw(outcome);
  } catch (error) {
    if (!(error instanceof ChangeError)) throw error;
    problem.textContent = [inWords(error), words.not_followed].join(" ");
    controls.get(error.path)?.refuse(inWords(error));
    status.textContent = "";
  } finally {
    place.removeAttribute("aria-busy");
    place.dataset.ready = "true";
  }
}

// A table that is wider than its room has its cells below each other instead.
function fitTables() {
  const tables = [...outcomePlace.querySelectorAll(".table"), ...morePlace.querySelectorAll(".table")];
  tables.forEach((each) => each.classList.remove("stacked"));
  const areWide = tables.map(({ firstElementChild: scroll }) => scroll.scrollWidth > scroll.clientWidth + 1);
  tables.forEach((each, place) => each.classList.toggle("stacked", areWide[place]));
}
const room = element("div");
new ResizeObserver(fitTables).observe(room);

function draw(outcome) {
  latest = outcome;
  const about = aboutOf(outcome), count = Object.keys(changes).length;
  outcomePlace.replaceChildren(outcomeTable(outcome), element("p", { class: "remark", text: outcome.draws
    ? say("draws", { draws: digits(outcome.draws, {}), error: euros(outcome.error[data.society][about]) }) : words.left_out_draws }));
  morePlace.replaceChildren(
    data.hasParties ? details("parties", words.parties, () => partyTable(outcome)) : element("p", { class: "remark", text: words.left_out_parties }),
    details("budget", words.budget, () => budgetTable(outcome)),
    details("tornado", say("tornado", { alternative: titles[about] }), () => tornadoTable(outcome)));
  printed.replaceChildren(changedTable());
  fitTables();
  const hasMoved = (name) => euros(outcome.mean[data.society][name]) !== euros(delivered.mean[data.society][name]);
  const others = hasMoved(about) ? [] : panel.alternatives.filter(([name]) => hasMoved(name)).map(([, title]) => title);
  const done = count ? say("done", {
    count, alternative: titles[about], advice: adviceText(outcome, about), value: euros(outcome.mean[data.society][about]),
  }) : words.none;
  status.textContent = others.length ? `${done} ${say("done_elsewhere", { names: others.join("; ") })}` : done;
}

function settle(chosen, told = "") {
  changes = chosen;
  complaint = told;
  changed();
  find(search.value);
}

function scenarioButton([title, scenarioChanges]) {
  if (refusalOf(scenarioChanges) !== null) return element("li", { class: "remark", text: say("scenario_no", { title }) });
  return element("li", {}, element("button", { type: "button", text: title, onclick: () => settle(byCanonicalPath(scenarioChanges)) }));
}

const found = element("div", { class: "try-found" }), foundCount = element("p", { class: "remark", role: "status" });
function find(text) {
  const wanted = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const isMatch = ({ title, path }) => wanted.length > 0 && wanted.every((word) => title.toLowerCase().includes(word) || path.includes(word));
  const open = panel.fields.slice(0, panel.first).filter(isMatch), behind = panel.fields.slice(panel.first);
  const matches = behind.filter(isMatch), count = matches.length;
  foundCount.textContent = [
    count ? say(count > SHOWN ? "found_first" : "found", { count, shown: SHOWN }) : wanted.length && !open.length ? words.found_none : "",
    open.length ? say("found_above", { titles: open.map(({ title }) => title).join("; ") }) : "",
  ].filter(Boolean).join(" ");
  const changedOnes = behind.filter((field) => field.path in changes && !matches.includes(field));
  found.replaceChildren(...[...changedOnes, ...matches.slice(0, SHOWN)].map((field) => control(field).node));
}

const printed = element("div", { class: "try-printed" });
const search = element("input", { type: "search", id: `${prefix}-search`, oninput: () => find(search.value) });
const button = (text, onclick) => element("li", {}, element("button", { type: "button", text, onclick }));

// The panel in its place; whoever holds it brings the buttons by which settings are kept, and what stands under these.
function build(buttons, under = []) {
  const scenarioButtons = panel.scenarios.map(scenarioButton);
  place.replaceChildren(
    element("div", { class: "try-columns" },
      element("div", { class: "try-inputs" },
        element("h3", { class: "level-3", text: words.assumptions }),
        element("div", { class: "try-first" }, ...panel.fields.slice(0, panel.first).map((field) => control(field).node)),
        panel.fields.length > panel.first ? element("p", { class: "try-search" }, element("label", { for: search.id, text: words.other }), search) : null,
        foundCount, found,
        scenarioButtons.length ? element("h3", { class: "level-3", text: words.scenarios }) : null,
        scenarioButtons.length ? element("ul", { class: "try-buttons" }, ...scenarioButtons) : null,
        element("h3", { class: "level-3", text: words.keep }),
        element("ul", { class: "try-buttons" }, button(words.reset, () => { search.value = ""; settle({}); }), ...buttons),
        ...under, kept),
      element("div", { class: "try-outcome" }, room, status, problem, outcomePlace, morePlace)),
    printed);
}
