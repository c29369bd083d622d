// The panel: assumptions as sliders and number fields, and beside them what the case comes to, in the report and here.
const place = document.getElementById("try-panel");
const locale = language === "nl" ? "nl-NL" : "en-GB", decimalSign = language === "nl" ? "," : ".";
const fieldsByPath = new Map(panel.fields.map((field) => [field.path, field]));
const titles = Object.fromEntries(panel.alternatives);
const STEPS = 200, LONGEST = 300, SHOWN = 12, FIGURES = 3, EXACT = 12;

const say = (key, values = {}) => filled(words[key], values);
const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

// --- Numbers ------------------------------------------------------------------------------------------------------------
const digits = (value, options) => new Intl.NumberFormat(locale, options).format(value).replace("-", "\u2212");
function euros(value) {
  const rounded = Number(value.toPrecision(3));
  const figure = digits(Math.abs(rounded), { maximumFractionDigits: 0 }), minus = Math.round(rounded) < 0 ? "\u2212" : "";
  return language === "nl" ? `\u20ac\u00a0${minus}${figure}` : `${minus}\u20ac${figure}`;
}
const rounding = (value) => (Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: FIGURES });
function plain(field, value, isExact = false) {
  const figure = field.percent ? Number((100 * value).toPrecision(EXACT)) : value;
  return digits(figure, { ...(isExact ? { maximumSignificantDigits: EXACT } : rounding(figure)), useGrouping: "min2" });
}
const shown = (field, value) => (field.percent ? `${plain(field, value)}%` : [plain(field, value), field.unit].filter(Boolean).join(" "));

const bare = (field, value) => (field.percent ? shown(field, value) : plain(field, value));

// A typed number in the notation of the language; null where it is none.
function typed(field, text) {
  const bare = text.replace(/[\s\u00a0\u20ac]/g, "").replace("\u2212", "-").replace(/%$/, "");
  const isShare = /%\s*$/.test(text);
  if (isShare && !field.percent && !field.byYear) return null;
  const thousands = language === "nl" ? "." : ",";
  const grouped = new RegExp(`^-?[1-9]\\d{0,2}(\\${thousands}\\d{3})+(\\${decimalSign}\\d+)?$`);
  const written = (grouped.test(bare) ? bare.replaceAll(thousands, "") : bare).replace(decimalSign, ".");
  if (!/^-?(\d+(\.\d*)?|\.\d+)$/.test(written)) return null;
  const number = field.percent || isShare ? Number((Number(written) / 100).toPrecision(EXACT)) : Number(written);
  return Number.isFinite(number) ? number : null;
}

// --- State --------------------------------------------------------------------------------------------------------------
const MARK = "#try=";
let changes = {}, delivered = null, timer = null, complaint = "";
const centralNow = (field) => {
  const change = changes[field.path];
  if (change === undefined) return field.unknown ? null : field.central;
  if (!isMapping(change) || !("times" in change) || field.unknown) return change;
  if (field.byYear) return change.times;
  return Math.min(Number((field.central * change.times).toPrecision(EXACT)), data.inputs[field.path].most ?? Infinity);
};

const byCanonicalPath = (asked) => Object.fromEntries(Object.entries(asked).map(([path, value]) => [canonical(path), value]));

// Settings from the address: what this page can try, and in words what it cannot. Whoever sent the link may have written
// anything there, so that nothing else of it is kept, shown as a setting or copied.
function fromAddress() {
  if (!location.hash.startsWith(MARK)) return [{}, ""];
  let read = null;
  try {
    read = JSON.parse(decodeURIComponent(location.hash.slice(MARK.length)));
  } catch {
    return [{}, words.link_unreadable];
  }
  if (!isMapping(read)) return [{}, words.link_unreadable];
  const refusals = [];
  const possible = Object.entries(byCanonicalPath(read)).filter(([path, value]) => {
    const refusal = refusalOf({ [path]: value });
    if (refusal !== null) refusals.push(inWords(refusal));
    return refusal === null;
  });
  const told = refusals.slice(0, FIGURES).map((text) => text.slice(0, LONGEST));
  return [Object.fromEntries(possible), told.length ? [words.link_left_out, ...told].join(" ") : ""];
}

function refusalOf(asked) {
  try {
    changedNumbers(asked);
    return null;
  } catch (error) {
    if (!(error instanceof ChangeError)) throw error;
    return error;
  }
}

// What cannot be, with the title of the assumption and its number as a reader writes it.
function inWords({ key, path, found }) {
  const field = fieldsByPath.get(path);
  return say(key, { path: field?.title ?? path, found: field && isNumber(found) ? shown(field, found) : found });
}

function keepInAddress() {
  const isChanged = Object.keys(changes).length > 0;
  if (!isChanged && !location.hash.startsWith(MARK)) return;
  const address = isChanged ? MARK + encodeURIComponent(JSON.stringify(changes)) : location.pathname + location.search;
  try {
    history.replaceState(null, "", address);
  } catch {
    // A page that may not change its address keeps its settings all the same.
  }
}

function change(path, value) {
  complaint = "";
  const { [path]: _, ...rest } = changes;
  changes = value === undefined ? rest : { ...rest, [path]: value };
  changed();
}

function changed() {
  keepInAddress();
  for (const control of controls.values()) control.refresh();
  status.textContent = words.working;
  place.setAttribute("aria-busy", "true");
  clearTimeout(timer);
  timer = setTimeout(follow, 30);
}

// --- One assumption -----------------------------------------------------------------------------------------------------
const controls = new Map();

function control(field) {
  if (controls.has(field.path)) return controls.get(field.path);
  const id = `try-${panel.fields.indexOf(field)}`;
  const span = field.high - field.low;
  const warning = element("p", { class: "try-warning", id: `${id}-warning` });
  const number = element("input", {
    type: "text", inputmode: "decimal", id: `${id}-number`, "aria-label": say("field", { title: field.title }),
    "aria-describedby": `${id}-about ${id}-warning`, onchange: () => enter(number.value),
  });
  const slider = field.unknown || !(span > 0) ? null : element("input", {
    type: "range", min: 0, max: STEPS, id: `${id}-slider`, "aria-label": say("slider", { title: field.title }),
    "aria-describedby": `${id}-about`,
    oninput: () => set(onStep(Number(slider.value))),
  });
  const undo = element("button", {
    type: "button", class: "try-undo", "aria-label": say("undo", { title: field.title }), text: words.undo_short,
    onclick: () => { change(field.path, undefined); number.focus(); },
  });
  const mark = slider === null ? null : element("span", {
    class: "try-mark", "aria-hidden": "true", style: `left:${Math.min(100, Math.max(0, (100 * (field.central - field.low)) / span))}%`,
  });
  const about = [
    field.byYear ? words.factor : "",
    field.unknown ? words.unknown : say("in_report", { value: bare(field, field.central) }),
    field.unknown ? "" : say(field.certain ? "tried_between" : "between", { low: bare(field, field.low), high: bare(field, field.high) }),
    [field.source, field.grade ? say("quality", { grade: field.grade }) : ""].filter(Boolean).join(", "),
  ].filter(Boolean).join(" \u00b7 ");
  const node = element("div", { class: "try-field" },
    element("p", { class: "try-title", text: field.title }),
    element("div", { class: "try-row" },
      slider === null ? null : element("span", { class: "try-slider" }, slider, mark),
      number, element("span", { class: "try-unit", text: field.percent ? "%" : field.unit }), undo),
    element("p", { class: "try-about", id: `${id}-about`, text: about }), warning);

  // A round number, so that what is shown is what is worked out; the ends are those of the range.
  function onStep(step) {
    if (step === 0 || step === STEPS) return step ? field.high : field.low;
    return Math.min(field.high, Math.max(field.low, Number((field.low + (span * step) / STEPS).toPrecision(FIGURES))));
  }
  function set(value) {
    change(field.path, field.byYear ? { times: value } : value);
  }
  function enter(text) {
    if (!text.trim()) return change(field.path, undefined);
    // Twice as much, with the spread that goes along.
    const factor = field.unknown ? null : text.match(/^\s*[x\u00d7*]\s*(.+)$/i);
    const times = factor === null ? null : typed({}, factor[1]);
    if (times !== null && times > 0) return change(field.path, { times });
    const value = typed(field, text);
    if (value !== null) return set(value);
    return refuse(say("no_number", { example: plain(field, field.unknown ? 1000.5 : field.central) }));
  }
  function refresh() {
    const value = centralNow(field), isOpen = isMapping(value);
    node.classList.toggle("changed", field.path in changes);
    undo.hidden = !(field.path in changes);
    number.removeAttribute("aria-invalid");
    number.value = value === null || isOpen ? "" : plain(field, value, field.path in changes && value !== field.low && value !== field.high);
    if (slider !== null && !isOpen) {
      slider.value = Math.round((STEPS * (value - field.low)) / span);
      slider.setAttribute("aria-valuetext", shown(field, value));
    }
    const isOutside = !field.unknown && !isOpen && (value < field.low || value > field.high) && field.path in changes;
    warning.textContent = isOutside ? say("outside", { low: shown(field, field.low), high: shown(field, field.high) }) : "";
  }
  function refuse(text) {
    number.setAttribute("aria-invalid", "true");
    warning.textContent = text;
  }
  controls.set(field.path, { node, refresh, refuse });
  refresh();
  return controls.get(field.path);
}

// --- What it comes to ---------------------------------------------------------------------------------------------------
const withDelivered = (now, then) => element("td", { class: "number" }, now, Object.keys(changes).length === 0 ? null
  : element("small", { text: now === then ? words.same : say("delivered", { value: then }) }));

function table(caption, head, rows, note = "") {
  const body = rows.map((cells) => element("tr", {}, ...cells));
  const grid = element("table", {},
    element("caption", {}, element("span", { text: caption })),
    element("thead", {}, element("tr", {}, ...head.map((text, column) => element("th", { scope: "col", class: column ? "number" : null, text })))),
    element("tbody", {}, ...body));
  const scroll = element("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: 0 }, grid);
  return element("div", { class: "table" }, scroll, note ? element("p", { class: "remark", text: note }) : null);
}

const rowHead = (text, small = "") => element("th", { scope: "row" }, text, small ? element("small", { text: small }) : null);

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
  const npvWith = (path, value) => {
    const moved = new Map(outcome.numbers).set(path, { ...outcome.numbers.get(path), value });
    return npvOf(totals(moved, central(moved)), data.society, about)[0];
  };
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

// --- To keep ------------------------------------------------------------------------------------------------------------
const inCommand = (value) => (isMapping(value)
  ? `{${Object.entries(value).map(([key, part]) => `${key}: ${inCommand(part)}`).join(", ")}}` : String(value));
const fileText = /^[\w.\/-]+$/.test(panel.file) ? panel.file : `"${panel.file.replace(/["$`\\]/g, "\\$&")}"`;
const commandText = () => ["mll appraise", fileText, ...Object.entries(changes).map(([path, value]) => `--set "${path}=${inCommand(value)}"`)].join(" ");
const scenarioText = () => `scenarios:\n  zelf_geprobeerd:\n    title: ${words.scenario_title}\n    set:\n${
  Object.entries(changes).map(([path, value]) => `      ${path}: ${inCommand(value)}\n`).join("") || "      {}\n"}`;

const kept = element("textarea", { id: "try-kept", rows: 4, readonly: true, "aria-label": words.text, hidden: true });
async function copy(text) {
  kept.hidden = false;
  kept.value = text;
  kept.select();
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = words.copied;
  } catch {
    if (document.execCommand("copy")) status.textContent = words.copied;
  }
}
function save() {
  const link = element("a", { href: URL.createObjectURL(new Blob([scenarioText()], { type: "text/yaml" })), download: "zelf_geprobeerd.yaml" });
  kept.hidden = false;
  kept.value = scenarioText();
  link.click();
  URL.revokeObjectURL(link.href);
}

// --- The whole ----------------------------------------------------------------------------------------------------------
const status = element("p", { role: "status", class: "try-status" });
const problem = element("p", { role: "alert", class: "try-problem" });
const outcomePlace = element("div", {}), morePlace = element("div", { class: "try-more" });
const opened = new Set();

function details(name, summary, make) {
  const node = element("details", { open: opened.has(name), ontoggle: () => (node.open ? opened.add(name) : opened.delete(name)) },
    element("summary", { text: summary }), make());
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

function draw(outcome) {
  const about = aboutOf(outcome), count = Object.keys(changes).length;
  outcomePlace.replaceChildren(outcomeTable(outcome), element("p", { class: "remark", text: outcome.draws
    ? say("draws", { draws: digits(outcome.draws, {}), error: euros(outcome.error[data.society][about]) }) : words.left_out_draws }));
  morePlace.replaceChildren(
    data.hasParties ? details("parties", words.parties, () => partyTable(outcome)) : element("p", { class: "remark", text: words.left_out_parties }),
    details("budget", words.budget, () => budgetTable(outcome)),
    details("tornado", say("tornado", { alternative: titles[about] }), () => tornadoTable(outcome)));
  printed.replaceChildren(changedTable());
  status.textContent = count ? say("done", {
    count, alternative: titles[about], advice: adviceText(outcome, about), value: euros(outcome.mean[data.society][about]),
  }) : words.none;
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
const search = element("input", { type: "search", id: "try-search", oninput: () => find(search.value) });
const button = (text, onclick) => element("li", {}, element("button", { type: "button", text, onclick }));

function build() {
  const scenarioButtons = panel.scenarios.map(scenarioButton);
  place.replaceChildren(
    element("div", { class: "try-columns" },
      element("div", { class: "try-inputs" },
        element("h3", { class: "level-3", text: words.assumptions }),
        ...panel.fields.slice(0, panel.first).map((field) => control(field).node),
        panel.fields.length > panel.first ? element("p", { class: "try-search" }, element("label", { for: "try-search", text: words.other }), search) : null,
        foundCount, found,
        scenarioButtons.length ? element("h3", { class: "level-3", text: words.scenarios }) : null,
        scenarioButtons.length ? element("ul", { class: "try-buttons" }, ...scenarioButtons) : null,
        element("h3", { class: "level-3", text: words.keep }),
        element("ul", { class: "try-buttons" },
          button(words.reset, () => { search.value = ""; settle({}); }),
          button(words.link, () => copy(location.href)), button(words.set, () => copy(commandText())), button(words.save, save)),
        kept),
      element("div", { class: "try-outcome" }, status, problem, outcomePlace, morePlace)),
    printed);
}

build();
[changes, complaint] = fromAddress();
find("");
// The draws of the case take a moment: they are made when somebody comes near, or comes with settings.
const isAsked = location.hash.startsWith(MARK);
if (isAsked) document.getElementById("try").scrollIntoView();
const near = new IntersectionObserver((entries) => {
  if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
  near.disconnect();
  changed();
}, { rootMargin: "300px" });
near.observe(place);
window.addEventListener("hashchange", () => {
  if (location.hash.startsWith(MARK)) settle(...fromAddress());
});
