// What a change does to the numbers of the case: it means what `--set` means.
class ChangeError extends Error {
  constructor(key, path, found) {
    super(filled(words[key], { path, found }));
    Object.assign(this, { key, path, found });
  }
}

// A sentence with its blanks filled in, whatever signs stand in what fills them.
const filled = (sentence, texts) => sentence.replace(/\{(\w+)\}/g, (blank, name) => (Object.hasOwn(texts, name) ? String(texts[name]) : blank));
const refuse = (key, path, found = "") => {
  throw new ChangeError(key, path, found);
};
const has = (mapping, key) => Object.hasOwn(mapping, key);

const startingNumbers = () => new Map(Object.entries(data.inputs).map(([path, input]) => [path, { ...input }]));

function centralOf(number) {
  if (number.value !== null && number.value !== undefined) return number.value;
  return number.distribution ? distributionOf(number.distribution).mean : null;
}

const numbersIn = (part) => (typeof part === "number" ? [part]
  : part !== null && typeof part === "object" ? Object.values(part).flatMap(numbersIn) : []);

function checkLimits(path, number) {
  const tooLarge = numbersIn([number.value, number.distribution]).find((each) => !(Math.abs(each) <= data.thresholds.largest));
  if (tooLarge !== undefined) refuse("outside_limits", path, tooLarge);
  const limits = data.inputs[path].limits;
  if (!limits) return;
  const [low, high] = [limits[0] ?? -Infinity, limits[1] ?? Infinity];
  const values = typeof number.value === "object" && number.value ? Object.values(number.value) : [number.value];
  for (const value of values) {
    if (value !== null && value !== undefined && !(value >= low && value <= high)) refuse("outside_limits", path, value);
  }
  if (!number.distribution) return;
  const distribution = distributionOf(number.distribution);
  if (isNumber(number.value) && !(number.value >= distribution.support[0] && number.value <= distribution.support[1])) {
    refuse("outside_limits", path, number.value);
  }
  const isNothingLeft = !(distribution.support[0] < distribution.support[1]) || distribution.left < LEAST_LEFT;
  if (isNothingLeft) refuse("outside_limits", path, distribution.support.join(" - "));
  const isBounded = distribution.support.every(Number.isFinite);
  const quantile = isBounded ? null : distribution.quantiles();
  const [start, end] = distribution.support.map((edge, place) => (Number.isFinite(edge)
    ? edge : quantile(place ? 1 - data.thresholds.impossible : data.thresholds.impossible)));
  if (start < low || end > high) refuse("outside_limits", path, `${start} - ${end}`);
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isYears = (value) => isMapping(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => /^\d{4}$/.test(key));

function scaledNumber(number, factor, path) {
  if (!isNumber(factor) || factor <= 0) refuse("not_a_factor", path, String(factor));
  if (centralOf(number) === null) refuse("nothing_to_scale", path);
  const most = number.most ?? Infinity;
  const scaled = { ...number };
  if (isMapping(number.value)) {
    scaled.value = Object.fromEntries(Object.entries(number.value).map(([year, value]) => [year, Math.min(value * factor, most)]));
  } else if (isNumber(number.value)) scaled.value = Math.min(number.value * factor, most);
  if (!number.distribution) return scaled;
  scaled.distribution = scaledDistribution(number.distribution, factor);
  const distribution = distributionOf(scaled.distribution);
  const canBeCut = scaled.distribution.truncate || distribution.partialMean;
  if (distribution.support[1] > most && canBeCut) {
    scaled.distribution = { ...scaled.distribution, truncate: { ...scaled.distribution.truncate, high: most } };
  }
  return scaled;
}

// The distributions that a change may bring, with what they demand; another one needs a new run.
const ABOVE_ZERO = { names: ["mean", "sd"], holds: ({ mean, sd }) => mean > 0 && sd > 0 };
const MODE_BETWEEN = {
  names: ["low", "mode", "high"], holds: ({ low, mode, high }) => low < high && low <= mode && mode <= high,
};
const DEMANDS = {
  gamma: ABOVE_ZERO,
  interval: {
    names: ["low", "high", "level"], others: { shape: ["normal", "lognormal"] },
    holds: ({ low, high, level, shape }) => low < high && level > 0 && level < 1 && (shape === "normal" || low > 0),
  },
  lognormal: ABOVE_ZERO,
  normal: { names: ["mean", "sd"], holds: ({ sd }) => sd > 0 },
  pert: MODE_BETWEEN,
  triangular: MODE_BETWEEN,
  uniform: { names: ["low", "high"], holds: ({ low, high }) => low < high },
};

function newDistribution(path, written) {
  const { kind, ...parameters } = isMapping(written) ? written : {};
  if (typeof kind !== "string" || !has(DEMANDS, kind)) refuse("structure", path);
  const { names, holds, others = {} } = DEMANDS[kind], otherNames = Object.keys(others);
  const isComplete = Object.keys(parameters).length === names.length + otherNames.length
    && names.every((name) => isNumber(parameters[name])) && otherNames.every((name) => others[name].includes(parameters[name]));
  if (!isComplete || !holds(parameters)) refuse("not_a_number", path, JSON.stringify(written));
  return written;
}

function changedNumber(path, number, change) {
  const { distribution, ...fixed } = number;
  if (isNumber(change)) {
    if (!number.byYear) return { ...fixed, value: change };
    const named = Object.keys(number.value ?? {});
    if (!number.literal) return { ...fixed, value: Object.fromEntries(data.years.map((year) => [year, change])) };
    if (named.length === 1) return { ...fixed, value: { [named[0]]: change } };
    return refuse("by_year", path, named.join(", "));
  }
  if (isYears(change)) {
    if (!number.byYear) refuse("structure", path);
    if (!Object.values(change).every(isNumber)) refuse("not_a_number", path, Object.values(change).find((each) => !isNumber(each)));
    const years = Object.keys(change).map(Number);
    const wrong = number.literal ? years.find((year) => !data.years.includes(year)) : undefined;
    if (wrong !== undefined) refuse("not_a_year", path, wrong);
    if (!number.literal && Math.min(...years) > data.years[0]) refuse("not_from_start", path, Math.min(...years));
    return { ...fixed, value: { ...change } };
  }
  if (isMapping(change)) {
    const names = Object.keys(change);
    if (names.length === 1 && names[0] === "times") return scaledNumber(number, change.times, path);
    if (names.length === 1 && names[0] === "distribution" && number.own) {
      return { ...fixed, value: null, distribution: newDistribution(path, change.distribution) };
    }
    if (names.length > 0) refuse("structure", path);
  }
  return refuse("not_a_number", path, typeof change === "object" && change !== null ? "{}" : String(change));
}

function changedYear(path, number, year, change) {
  if (!(number.byYear && isMapping(number.value) && isNumber(change))) refuse("structure", `${path}.${year}`);
  if (number.literal && !data.years.includes(Number(year))) refuse("not_a_year", path, year);
  return { ...number, value: { ...number.value, [year]: change } };
}

// What a path ends in that goes on within a number: its value, or what its distribution is given.
const WITHIN = /^(.+?)\.(value|distribution\.\w+)$/;

// The numbers that a path means, with the year or the part of them that it names.
function targetOf(key) {
  const year = has(data.inputs, key) ? null : key.match(/^(.*)\.(\d{4})$/), asked = year ? year[1] : key;
  const within = has(data.inputs, asked) || has(data.sameAs, asked) ? null : asked.match(WITHIN);
  const base = within ? within[1] : asked, isOfMethod = has(data.sameAs, base);
  const paths = isOfMethod ? data.sameAs[base] : [canonical(base)];
  if (paths.length === 0) refuse("structure_elsewhere", key);
  return { asked: base, paths, isOfMethod, year: year?.[2], part: within?.[2] };
}

// A part of a number, as it stands in the file: the rest of it stays, its spread too.
function changedPart(path, number, { part, year }, change) {
  const [form, parameter] = part.split(".");
  if (!number.written || !(number.written.includes(form) || (form === "value" && number.own))) refuse("structure", `${path}.${part}`);
  if (form === "value") {
    if (year !== undefined) {
      if (!(isMapping(number.value) && has(number.value, year) && isNumber(change))) refuse("not_a_year", path, year);
      return { ...number, value: { ...number.value, [year]: change } };
    }
    if (isMapping(change) ? !isYears(change) : number.literal && number.byYear) refuse("structure", `${path}.${part}`);
    const { distribution, ...rest } = number;
    return { ...changedNumber(path, rest, change), ...(distribution ? { distribution } : {}) };
  }
  const { kind, ...parameters } = number.distribution ?? {};
  if (year !== undefined || !isNumber(change) || !has(parameters, parameter)) refuse("structure", `${path}.${part}`);
  return { ...number, distribution: newDistribution(path, { kind, ...parameters, [parameter]: change }) };
}

// The case after changes, in their order: its numbers, those that became certain, and its settings. Throws a ChangeError for
// what would alter the structure or cannot be. As in the suite a factor is one on the number of the case, whatever an
// earlier change did to it.
function changedCase(changes) {
  if (!isMapping(changes)) refuse("no_changes", "");
  const delivered = startingNumbers(), numbers = startingNumbers(), touched = new Set(), fixed = new Set();
  const settings = startingSettings();
  for (const [key, change] of Object.entries(changes)) {
    if (changeSettings(settings, key, change)) continue;
    const target = targetOf(key), isTimes = isMapping(change) && has(change, "times"), [first] = target.paths;
    if (target.isOfMethod && isTimes) refuse("nothing_to_scale", target.asked);
    const isScaledGroup = !target.year && !target.part && !has(data.inputs, first) && has(data.groups, first) && isTimes;
    for (const path of isScaledGroup ? leavesOf(first) : target.paths) {
      const number = numbers.get(path);
      if (number === undefined) refuse(has(data.groups, path) ? "by_alternative" : structural(key), key);
      const changedTo = target.part ? changedPart(path, number, target, change)
        : target.year ? changedYear(path, number, target.year, change)
        : changedNumber(path, isTimes ? delivered.get(path) : number, change);
      numbers.set(path, changedTo);
      if (data.inputs[path].distribution && !changedTo.distribution) fixed.add(path);
      else fixed.delete(path);
      touched.add(path);
    }
  }
  for (const path of touched) checkLimits(path, numbers.get(path));
  checkSettings(settings);
  return { numbers, fixed, settings };
}

// --- Settings: what is no number of a line or quantity --------------------------------------------------------------------
const DISCOUNTING = "case.discounting", FLAT_RATE = "case.discounting.rate";
const INFLATION = "case.inflation", KADERNOTA = "case.kadernota", OMSLAGRENTE = "budget.omslagrente", SECTIONS = [INFLATION, KADERNOTA];
// Whether the case itself has one of the sections that it may do without.
const isGivenSection = (section) => Object.entries(data.settings).some(([path, { value }]) => path.startsWith(`${section}.`) && value !== null);
const startingSettings = () => new Map(Object.entries(data.settings).map(([path, { value }]) => [path, value]));

// Changes a setting, or some of those under one name; false where the name is of no setting.
function changeSettings(settings, key, change) {
  if (key === DISCOUNTING) return changeDiscounting(settings, change);
  if (key === FLAT_RATE && !isNumber(settings.get(FLAT_RATE))) return refuse("structure", key);
  if (SECTIONS.some((section) => key.startsWith(`${section}.`) && !isGivenSection(section))) return refuse("structure", key);
  const year = key.match(/^(.*)\.(\d{4})$/);
  if (year !== null && has(data.settings, year[1]) && data.settings[year[1]].byYear) {
    const named = settings.get(year[1]);
    if (!isMapping(named)) refuse("structure", key);
    if (!has(named, year[2])) refuse("not_a_year", year[1], year[2]);
    settings.set(year[1], checkedSetting(year[1], { ...named, [year[2]]: change }));
    return true;
  }
  if (has(data.settings, key) || key === FLAT_RATE) {
    settings.set(key, checkedSetting(key, change));
    return true;
  }
  const isSourced = key === KADERNOTA && isMapping(change) && typeof change.source === "string";
  const names = isMapping(change) ? Object.keys(change).filter((name) => !(isSourced && name === "source")) : [];
  if (key === KADERNOTA && names.length && !isSourced && !isGivenSection(key)) return refuse("structure", key);
  if (!names.length || !names.every((name) => isNamedBelow(key, name))) return false;
  for (const name of names) settings.set(`${key}.${name}`, checkedSetting(`${key}.${name}`, change[name]));
  return true;
}

// Points stand in a row, without names: only the number of one can be changed.
const isNamedBelow = (key, name) => has(data.settings, `${key}.${name}`) && !data.settings[`${key}.${name}`].isOfCurve;

// The points of a curve in the order in which it is gone along.
function pointsOf(settings, curve) {
  const points = [];
  for (let place = 0; settings.has(`${curve}.${place}.0`); place += 1) {
    points.push([settings.get(`${curve}.${place}.0`), settings.get(`${curve}.${place}.1`)]);
  }
  return points.sort(([recall, precision], [other, its]) => recall - other || precision - its);
}

function changeDiscounting(settings, change) {
  const isRate = isMapping(change) && Object.keys(change).join() === "rate";
  if (!isRate && !(typeof change === "string" && has(data.schedules, change))) refuse("not_a_schedule", DISCOUNTING, JSON.stringify(change));
  settings.set(FLAT_RATE, isRate ? checkedSetting(FLAT_RATE, change.rate, DISCOUNTING) : null);
  settings.set(DISCOUNTING, isRate ? null : change);
  return true;
}

// What settings may be together.
function checkSettings(settings) {
  const isGivenSetting = (path) => (settings.get(path) ?? null) !== null;
  if (isGivenSetting(`${INFLATION}.rate`) && isGivenSetting(`${KADERNOTA}.prices`)) refuse("prices_twice", INFLATION);
  for (const curve of data.curves) {
    const ratios = pointsOf(settings, curve).map(([recall, precision]) => recall / precision);
    if (ratios.some((ratio, place) => place > 0 && ratio <= ratios[place - 1])) refuse("not_a_curve", curve);
  }
  if (!has(data.settings, `${OMSLAGRENTE}.mode`)) return;
  const [bookValue, step] = [settings.get(`${OMSLAGRENTE}.book_value`), settings.get(`${OMSLAGRENTE}.step`)];
  const isComputed = isGivenSetting(`${OMSLAGRENTE}.interest`) && bookValue !== null;
  if (isGivenSetting(`${OMSLAGRENTE}.rate`) === isComputed) refuse("structure", OMSLAGRENTE);
  for (const [name, number] of [["book_value", bookValue], ["step", step]]) {
    if (number !== null && !(number > 0)) refuse("outside_limits", `${OMSLAGRENTE}.${name}`, number);
  }
  const rate = omslagrente(settings);
  if (!(rate >= 0 && rate <= 1)) refuse("outside_limits", `${OMSLAGRENTE}.rate`, rate);
}

function checkedSetting(path, value, told = path) {
  const { byYear, limits = [], within = [], whole, words: choices, isFixed } = has(data.settings, path) ? data.settings[path] : RATE_LIMITS;
  if (isFixed) refuse("structure", told);
  if (choices) return choices.includes(value) ? value : refuse("outside_limits", told, String(value));
  if (!isNumber(value) && !(byYear && isYears(value))) refuse("not_a_number", told, isMapping(value) ? JSON.stringify(value) : String(value));
  const wrong = isMapping(value) && byYear !== "any" ? Object.keys(value).find((year) => !data.years.includes(Number(year))) : undefined;
  if (wrong !== undefined) refuse("not_a_year", told, wrong);
  for (const number of isMapping(value) ? Object.values(value) : [value]) {
    const isPossible = isNumber(number) && Math.abs(number) <= data.thresholds.largest
      && number >= (limits[0] ?? -Infinity) && number <= (limits[1] ?? Infinity)
      && number > (within[0] ?? -Infinity) && number < (within[1] ?? Infinity) && (!whole || Number.isInteger(number));
    if (!isPossible) refuse("outside_limits", told, number);
  }
  return value;
}

const RATE_LIMITS = { limits: [data.thresholds.leastRate, 1] };

// Why a path of the case that is no number here needs a new run.
const OF_YEARS = /(^case\.(base_year|horizon|price_level)$)|\.(years|later|delay|ramp_up|every|start|run|until|lead_time|joins|release\.year)(\.|$)/;
const OF_TEXTS = /^(sharing|personal_data|proposal)\.|\.(local|title|note|source|quality|accepted_by)$/;
function structural(path) {
  if (/\.price_year$/.test(path)) return "structure_price";
  if (OF_TEXTS.test(path)) return "structure_elsewhere";
  if (/^case\.(draws|draws_until|seed|sampling)(\.|$)/.test(path)) return "structure_draws";
  return OF_YEARS.test(path) ? "structure_years" : "structure";
}

// The path of a number; one that differs between alternatives may be named without `by_alternative`.
function canonical(path) {
  const parts = path.split("."), last = parts.pop();
  if (has(data.inputs, path) || has(data.groups, path) || parts.length < 2 || parts.length > DEEPEST) return path;
  const longer = `${canonical(parts.join("."))}.by_alternative.${last}`;
  return has(data.inputs, longer) || has(data.groups, longer) ? longer : path;
}

const DEEPEST = 16;

const leavesOf = (group) => data.groups[group].flatMap((child) => (has(data.groups, child) ? leavesOf(child) : [child]));
