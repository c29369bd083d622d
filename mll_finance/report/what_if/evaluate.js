// A case worked out after changes, as the suite does it (engine, judgement/contenders.py). `data` and the two programs are of
// this case; a change means what `--set` means.
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
  lognormal: ABOVE_ZERO,
  normal: { names: ["mean", "sd"], holds: ({ sd }) => sd > 0 },
  pert: MODE_BETWEEN,
  triangular: MODE_BETWEEN,
  uniform: { names: ["low", "high"], holds: ({ low, high }) => low < high },
};

function newDistribution(path, written) {
  const { kind, ...parameters } = isMapping(written) ? written : {};
  if (typeof kind !== "string" || !has(DEMANDS, kind)) refuse("structure", path);
  const { names, holds } = DEMANDS[kind];
  const isComplete = Object.keys(parameters).length === names.length && names.every((name) => isNumber(parameters[name]));
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

// The numbers after changes, in their order; throws a ChangeError for what would alter the structure or cannot be.
// As in the suite a factor is one on the number of the case, whatever an earlier change did to it.
function changedNumbers(changes) {
  if (!isMapping(changes)) refuse("no_changes", "");
  const delivered = startingNumbers(), numbers = startingNumbers(), touched = new Set(), fixed = new Set();
  for (const [key, change] of Object.entries(changes)) {
    const year = key.match(/^(.*)\.(\d{4})$/);
    const isYear = year !== null && !has(data.inputs, key);
    const named = canonical(isYear ? year[1] : key);
    const isTimes = isMapping(change) && has(change, "times");
    const isScaledGroup = !isYear && !has(data.inputs, named) && has(data.groups, named) && isTimes;
    for (const path of isScaledGroup ? leavesOf(named) : [named]) {
      const number = numbers.get(path);
      if (number === undefined) refuse(has(data.groups, path) ? "by_alternative" : "structure", path);
      const changedTo = isYear ? changedYear(path, number, year[2], change)
        : changedNumber(path, isTimes ? delivered.get(path) : number, change);
      numbers.set(path, changedTo);
      if (data.inputs[path].distribution && !changedTo.distribution) fixed.add(path);
      else fixed.delete(path);
      touched.add(path);
    }
  }
  for (const path of touched) checkLimits(path, numbers.get(path));
  return { numbers, fixed };
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

function valueInYear(number, value, year) {
  if (!isMapping(value)) return value;
  if (number.literal) return value[year] ?? 0;
  const named = Object.keys(value).map(Number).sort((one, other) => one - other);
  return value[named.filter((each) => each <= year).pop() ?? named[0]];
}

function centralInputs(numbers) {
  const central = new Map([...numbers].map(([path, number]) => [path, centralOf(number)]));
  return Float64Array.from(data.numbers, ([path, place]) => {
    const value = central.get(path);
    return value === null ? 0 : place === null ? value : valueInYear(numbers.get(path), value, data.years[place]);
  });
}

// --- Draws --------------------------------------------------------------------------------------------------------------
const uniformsByName = new Map(), drawsByKey = new Map();

function ownUniforms(name) {
  if (!uniformsByName.has(name)) uniformsByName.set(name, uniforms(name, data.plan));
  return uniformsByName.get(name);
}

function copulasWithout(fixed) {
  const ranks = data.ranks.filter(([first, second]) => !fixed.has(first) && !fixed.has(second));
  const groups = new Map();
  for (const [first, second] of ranks) {
    const joined = new Set([...(groups.get(first) ?? [first]), ...(groups.get(second) ?? [second])]);
    for (const name of joined) groups.set(name, joined);
  }
  return [...new Set(groups.values())].map((joined) => {
    const names = [...joined].sort((one, other) => (one < other ? -1 : 1));
    const rankOf = (one, other) => ranks.reduce((known, [first, second, rank]) => (
      known ?? ((first === one && second === other) || (first === other && second === one) ? rank : undefined)), undefined) ?? 0;
    const root = [];
    names.forEach((name, row) => {
      root.push([]);
      for (let column = 0; column <= row; column += 1) {
        let rest = column === row ? 1 : 2 * Math.sin((Math.PI * rankOf(name, names[column])) / 6);
        for (let before = 0; before < column; before += 1) rest -= root[row][before] * root[column][before];
        root[row].push(column === row ? Math.sqrt(rest) : rest / root[column][column]);
      }
    });
    return { names, root };
  });
}

function tiedUniforms(copula, name) {
  const row = copula.names.indexOf(name), weights = copula.root[row];
  if (weights.slice(0, -1).every((weight) => weight === 0)) return ownUniforms(name);
  const key = JSON.stringify([copula, name]);
  if (!drawsByKey.has(key)) {
    const sources = copula.names.slice(0, row + 1).map(ownUniforms);
    drawsByKey.set(key, Float64Array.from(sources[0], (_, draw) => {
      const score = weights.reduce((sum, weight, place) => sum + weight * normalScore(sources[place][draw]), 0);
      return clipped(normalProbability(score), 2 ** -33, 1 - 2 ** -33);
    }));
  }
  return drawsByKey.get(key);
}

function drawsOf(path, distribution, copulas) {
  const copula = copulas.find(({ names }) => names.includes(path));
  const key = JSON.stringify([path, distribution, copula ?? null]);
  if (!drawsByKey.has(key)) {
    const quantile = distributionOf(distribution).quantiles();
    drawsByKey.set(key, (copula ? tiedUniforms(copula, path) : ownUniforms(path)).map(quantile));
  }
  return drawsByKey.get(key);
}

// --- One evaluation -----------------------------------------------------------------------------------------------------
const isGiven = (numbers, paths) => paths.every((path) => centralOf(numbers.get(path)) !== null);

// The outputs of the program by row, for all draws; the numbers that are certain by now are tied to no others.
function drawn(numbers, fixed) {
  const copulas = copulasWithout(fixed);
  const uncertain = data.numbers.flatMap(([path], place) => {
    const { distribution } = numbers.get(path);
    return distribution ? [[place, drawsOf(path, distribution, copulas)]] : [];
  });
  const hasDraws = [...numbers.values()].some(({ distribution }) => distribution);
  return run(numbers, uncertain, hasDraws ? data.plan.replicates * data.plan.perReplicate : 1);
}

// The same for the central case: one draw.
const central = (numbers) => run(numbers, [], 1);

function run(numbers, uncertain, count) {
  const inputs = centralInputs(numbers), outputs = new Float64Array(data.drawn.length);
  const rows = data.drawn.map(() => new Float64Array(count));
  for (let draw = 0; draw < count; draw += 1) {
    for (const [place, draws] of uncertain) inputs[place] = draws[draw];
    drawnProgram(inputs, outputs);
    for (let row = 0; row < rows.length; row += 1) rows[row][draw] = outputs[row];
  }
  return { rows, count, replicates: count > 1 ? data.plan.replicates : 1 };
}

// Rows of a program that count, added up by alternative and key.
function totals(numbers, { rows, count }) {
  const sums = new Map();
  data.drawn.forEach((row, place) => {
    const waitsFor = row[row.length - 1];
    if (!isGiven(numbers, waitsFor)) return;
    const key = row.slice(0, -1).join("\n");
    const sum = sums.get(key);
    sums.set(key, sum ? sum.map((amount, draw) => amount + rows[place][draw]) : rows[place]);
  });
  const nothing = new Float64Array(count);
  return (...key) => sums.get(key.join("\n")) ?? nothing;
}

function budgetLines(numbers) {
  const outputs = new Float64Array(data.budget.length), lines = new Map();
  budgetProgram(centralInputs(numbers), outputs);
  data.budget.forEach(([alternative, line, side, year, waitsFor], place) => {
    if (!isGiven(numbers, waitsFor)) return;
    const key = `${alternative}\n${line}`;
    if (!lines.has(key)) lines.set(key, { alternative, line, side, amounts: data.budgetYears.map(() => 0) });
    lines.get(key).amounts[Number(year)] += outputs[place];
  });
  return [...lines.values()];
}

const npvOf = (of, perspective, name) => difference(of(name, "pv_benefits", perspective), of(name, "pv_costs", perspective));
const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const difference = (one, other) => one.map((amount, draw) => amount - other[draw]);

function percentile(sorted, share) {
  const rank = share * (sorted.length - 1), below = Math.floor(rank), above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
}

const byPerspective = (valueOf) => Object.fromEntries(data.perspectives.map((perspective) => [
  perspective, Object.fromEntries(Object.keys(data.alternatives).map((name) => [name, valueOf(perspective, name)])),
]));

// What nobody could pay, or what is no number at all, is no outcome: the suite refuses it too.
function checkOutcome(amounts) {
  if (!numbersIn(amounts).every((amount) => Math.abs(amount) <= data.thresholds.largest)) refuse("no_outcome", "");
}

// Everything that the page shows, after changes.
function evaluated(changes) {
  const { numbers, fixed } = changedNumbers(changes);
  const inCentre = totals(numbers, central(numbers));
  const npv = byPerspective((perspective, name) => npvOf(inCentre, perspective, name)[0]);
  const budget = budgetLines(numbers);
  checkOutcome([npv, budget]);
  if (!data.hasDraws) return { npv, mean: npv, budget, draws: 0, parties: partyMeans(inCentre), advice: null, numbers };
  const drawing = drawn(numbers, fixed);
  const inDraws = totals(numbers, drawing);
  const npvDraws = byPerspective((perspective, name) => npvOf(inDraws, perspective, name));
  const mean = byPerspective((perspective, name) => meanOf(npvDraws[perspective][name]));
  const range = byPerspective((perspective, name) => {
    const sorted = npvDraws[perspective][name].slice().sort();
    return [percentile(sorted, 0.05), percentile(sorted, 0.95)];
  });
  checkOutcome([mean, range]);
  const error = byPerspective((perspective, name) => meanError(npvDraws[perspective][name], drawing.replicates));
  return {
    npv, mean, range, error, budget, draws: drawing.count, parties: partyMeans(inDraws), numbers,
    advice: adviceOf({ numbers, fixed, inDraws, drawing, budget }),
  };
}

// Monte Carlo error of a mean: the spread between the replicates.
function meanError(values, replicates) {
  if (replicates < 2) return 0;
  const each = values.length / replicates;
  const means = Array.from({ length: replicates }, (_, place) => meanOf(values.subarray(place * each, (place + 1) * each)));
  const mean = meanOf(means);
  return Math.sqrt(means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (replicates - 1) / replicates);
}

function partyMeans(of) {
  const names = [...new Set(data.drawn.filter((row) => row[1] === "party").map((row) => row[2]))];
  return Object.fromEntries(Object.keys(data.alternatives).map((alternative) => [
    alternative, Object.fromEntries(names.map((party) => [party, meanOf(of(alternative, "party", party))])),
  ]));
}

// The hook for tests and other pages.
function evaluate(changes = {}) {
  try {
    const { npv, mean, draws, advice, parties, budget } = evaluated(changes);
    return { npv, mean, draws, advice, parties, budget };
  } catch (error) {
    if (error instanceof ChangeError) return { error: error.message };
    throw error;
  }
}
