// A case worked out after changes, as the suite does it (engine, judgement/contenders.py). `data` and the program are of this
// case.
function valueInYear(number, value, year) {
  if (!isMapping(value)) return value;
  if (number.literal) return value[year] ?? 0;
  const named = Object.keys(value).map(Number).sort((one, other) => one - other);
  return value[named.filter((each) => each <= year).pop() ?? named[0]];
}

// What is PM counts as 1, for whoever supposes it; without that nothing that waits for it is added up.
function centralInputs({ numbers, settings }) {
  const central = new Map([...numbers].map(([path, number]) => [path, centralOf(number)]));
  return Float64Array.from([
    ...data.numbers.map(([path, place]) => {
      const value = central.get(path);
      return value === null ? 1 : place === null ? value : valueInYear(numbers.get(path), value, data.years[place]);
    }),
    ...data.counts.map((path) => settings.get(path)),
    ...data.curves.flatMap((curve) => pointsOf(settings, curve).flat()),
    ...data.prices.symbols.map(([kind, index, year]) => priceFactor(settings, [kind, index], year)),
  ]);
}

// --- Draws --------------------------------------------------------------------------------------------------------------
const uniformsByName = new Map(), MOST_DRAWS = 64;

// What was made last, up to some number: what was asked for longest ago goes first. Of distributions that a reader slid
// through each has draws of its own.
function newest(most) {
  const kept = new Map();
  return (key, make) => {
    const made = kept.has(key) ? kept.get(key) : make();
    kept.delete(key);
    kept.set(key, made);
    if (kept.size > most()) kept.delete(kept.keys().next().value);
    return made;
  };
}

// All numbers of the case at once, and a few besides.
const keptDraws = newest(() => 2 * Object.keys(data.inputs).length + MOST_DRAWS);

function ownUniforms(name) {
  if (!uniformsByName.has(name)) uniformsByName.set(name, uniforms(name, data.plan));
  return uniformsByName.get(name);
}

function copulasOf({ fixed, settings }) {
  const ranks = data.ranks.filter(([first, second]) => !fixed.has(first) && !fixed.has(second))
    .map(([first, second, path]) => [first, second, settings.get(path)]);
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
        if (column === row && rest < LEAST_LOOSE) refuse("ranks", data.ranks.find(([first]) => joined.has(first))[2]);
        root[row].push(column === row ? Math.sqrt(rest) : rest / root[column][column]);
      }
    });
    return { names, root };
  });
}

// What has to be left of the freedom of a number, so that the correlations can hold together.
const LEAST_LOOSE = 1e-8;

function tiedUniforms(copula, name) {
  const row = copula.names.indexOf(name), weights = copula.root[row];
  if (weights.slice(0, -1).every((weight) => weight === 0)) return ownUniforms(name);
  const key = JSON.stringify([copula, name]);
  return keptDraws(key, () => {
    const sources = copula.names.slice(0, row + 1).map(ownUniforms);
    return Float64Array.from(sources[0], (_, draw) => {
      const score = weights.reduce((sum, weight, place) => sum + weight * normalScore(sources[place][draw]), 0);
      return clipped(normalProbability(score), 2 ** -33, 1 - 2 ** -33);
    });
  });
}

function drawsOf(path, distribution, copulas) {
  const copula = copulas.find(({ names }) => names.includes(path));
  const key = JSON.stringify([path, distribution, copula ?? null]);
  return keptDraws(key, () => {
    const quantile = distributionOf(distribution).quantiles();
    return (copula ? tiedUniforms(copula, path) : ownUniforms(path)).map(quantile);
  });
}

// --- One evaluation -----------------------------------------------------------------------------------------------------
// What every line is worth in every draw; the numbers that are certain by now are tied to no others.
function drawn(state, before = null) {
  const copulas = copulasOf(state);
  const uncertain = data.numbers.flatMap(([path], place) => {
    const { distribution } = state.numbers.get(path);
    return distribution ? [[place, drawsOf(path, distribution, copulas)]] : [];
  });
  const hasDraws = [...state.numbers.values()].some(({ distribution }) => distribution);
  return run(state, uncertain, hasDraws ? data.plan.replicates * data.plan.perReplicate : 1, before);
}

// The same for the central case: one draw.
const central = (state) => run(state, [], 1);

// Rows of worth by draw, the ends of what is calculated, and the parts of the last draw. Where a run before it is given, only
// what follows from numbers that have moved since is worked out again, in its place.
function run(state, uncertain, count, before = null) {
  const columns = columnsOf(state.settings), outputs = outputRows(), inputs = centralInputs(state);
  const draws = new Map(uncertain), isSame = before !== null && before.columns === columns && before.count === count;
  const hasMoved = inputs.map((value, place) => Number(!isSame || before.draws.get(place) !== draws.get(place)
    || (!draws.has(place) && before.inputs[place] !== value)));
  const made = isSame ? before : newRun(columns, outputs, count), movedRows = rowsThatMove(columns, hasMoved, !isSame);
  Object.assign(made, { draws, inputs: inputs.slice() });
  for (const [key, { rows }] of made.sums) if (rows.some((row) => movedRows.isMoved[row])) made.sums.delete(key);
  const movedOutputs = rowsThatMove(outputs, hasMoved, !isSame);
  for (const row of movedOutputs.list) [made.least[row], made.most[row]] = [Infinity, -Infinity];
  if (movedRows.list.length || movedOutputs.list.length || !isSame) eachDraw(made, { columns, outputs, inputs, uncertain, movedRows, movedOutputs });
  return made;
}

// Rows of a power of two would all want the same place in the cache.
function newRun(columns, outputs, count) {
  const stride = count + 8, table = new Float64Array(columns.rowCount * stride);
  return {
    columns, count, stride, table, sums: new Map(), values: new Float64Array(data.partCount),
    least: new Float64Array(outputs.rowCount), most: new Float64Array(outputs.rowCount),
    rowOf: (row) => table.subarray(row * stride, row * stride + count), replicates: count > 1 ? data.plan.replicates : 1,
  };
}

function rowsThatMove({ numbers }, hasMoved, isAll) {
  const isMoved = numbers.map((places) => isAll || places.some((place) => hasMoved[place]));
  return { isMoved, list: Int32Array.from(isMoved.flatMap((moved, row) => (moved ? [row] : []))) };
}

// Draws that are added up at once, and the room that they take in the cache: as for the rows above.
const STRETCH = 32, STRETCH_ROOM = STRETCH + 8;

function eachDraw({ table, stride, count, values, least, most }, { columns, outputs, inputs, uncertain, movedRows, movedOutputs }) {
  const places = Int32Array.from(uncertain, ([place]) => place), draws = uncertain.map(([, each]) => each);
  const asked = Int32Array.from(new Set([...partsOf(columns, movedRows), ...partsOf(outputs, movedOutputs)]));
  const stretch = new Float64Array(data.partCount * STRETCH_ROOM), sums = new Float64Array(STRETCH);
  for (let start = 0; start < count; start += STRETCH) {
    const length = Math.min(STRETCH, count - start);
    for (let draw = 0; draw < length; draw += 1) {
      for (let each = 0; each < places.length; each += 1) inputs[places[each]] = draws[each][start + draw];
      program(inputs, values);
      for (let each = 0; each < asked.length; each += 1) stretch[asked[each] * STRETCH_ROOM + draw] = values[asked[each]];
    }
    for (const row of movedRows.list) addUp(columns, row, { stretch, length }, table, row * stride + start);
    for (const row of movedOutputs.list) {
      addUp(outputs, row, { stretch, length }, sums, 0);
      for (let draw = 0; draw < length; draw += 1) {
        if (sums[draw] < least[row]) least[row] = sums[draw];
        if (sums[draw] > most[row]) most[row] = sums[draw];
      }
    }
  }
}

const partsOf = ({ starts, parts }, { list }) => [...list].flatMap((row) => [...parts.subarray(starts[row], starts[row + 1])]);

function addUp({ starts, parts, weights }, row, { stretch, length }, sums, start) {
  const end = starts[row + 1];
  sums.fill(0, start, start + length);
  for (let term = starts[row]; term < end; term += 1) {
    const weight = weights[term], from = parts[term] * STRETCH_ROOM;
    for (let draw = 0; draw < length; draw += 1) sums[start + draw] += weight * stretch[from + draw];
  }
}

// What follows from an object is worked out once, and goes with it.
function onceFor(make) {
  const known = new WeakMap();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key);
  };
}

function meanOf(values) {
  let sum = 0;
  for (let place = 0; place < values.length; place += 1) sum += values[place];
  return sum / values.length;
}
// Of amounts that are kept from one change to the next.
const keptMean = onceFor(meanOf);

function difference(one, other) {
  const amounts = new Float64Array(one.length);
  for (let draw = 0; draw < amounts.length; draw += 1) amounts[draw] = one[draw] - other[draw];
  return amounts;
}

function percentile(amounts, share, amountOf = amountAt) {
  const rank = share * (amounts.length - 1), below = Math.floor(rank), above = Math.min(below + 1, amounts.length - 1);
  const low = amountOf(amounts, below);
  return low + (amountOf(amounts, above) - low) * (rank - below);
}
const amountAt = (sorted, rank) => sorted[rank];

// The amount of a rank, of amounts that need not be in order and are moved about (C.A.R. Hoare, Algorithm 65: Find, 1961).
function selected(amounts, rank) {
  let first = 0, last = amounts.length - 1;
  while (first < last) {
    const middle = amounts[(first + last) >> 1];
    let low = first, high = last;
    while (low <= high) {
      while (amounts[low] < middle) low += 1;
      while (amounts[high] > middle) high -= 1;
      if (low > high) break;
      const amount = amounts[low];
      amounts[low] = amounts[high];
      amounts[high] = amount;
      low += 1;
      high -= 1;
    }
    if (rank <= high) last = high;
    else if (rank >= low) first = low;
    else break;
  }
  return amounts[rank];
}

const byAlternative = (valueOf) => Object.fromEntries(Object.keys(data.alternatives).map((name) => [name, valueOf(name)]));
const byPerspective = (valueOf) => Object.fromEntries(data.perspectives.map((perspective) => [
  perspective, byAlternative((name) => valueOf(perspective, name)),
]));

// What nobody could pay, or what is no number at all, is no outcome: the suite refuses it too.
function checkOutcome(amounts) {
  if (!numbersIn(amounts).every((amount) => Math.abs(amount) <= data.thresholds.largest)) refuse("no_outcome", "");
}

// The balance of one alternative in the central case, with one number otherwise: what does not move is added up once.
function centralBalance(state, perspective, name) {
  const weights = balanceWeights(state, perspective, name), central = centralInputs(state);
  const values = new Float64Array(data.partCount);
  return (path, value) => {
    const inputs = central.slice();
    data.numbers.forEach(([each], place) => { if (each === path) inputs[place] = value; });
    program(inputs, values);
    return weights.reduce((sum, weight, part) => (weight === 0 ? sum : sum + weight * values[part]), 0);
  };
}

let lastDrawing = null;

// Everything that the page shows, after changes.
function evaluated(changes) {
  const state = changedCase(changes), inMiddle = central(state);
  const inCentre = totals(state, inMiddle);
  const npv = byPerspective((perspective, name) => inCentre(name, "npv", perspective)[0]);
  const budget = budgetLines(state, inMiddle);
  checkOutcome([npv, budget]);
  if (!data.hasDraws) {
    checkOutputs(state, inMiddle);
    return { npv, mean: npv, budget, draws: 0, parties: partyMeans(inCentre), advice: null, state };
  }
  lastDrawing = drawn(state, lastDrawing);
  const drawing = lastDrawing, inDraws = totals(state, drawing);
  checkOutputs(state, drawing);
  const npvDraws = byPerspective((perspective, name) => inDraws(name, "npv", perspective));
  const mean = byPerspective((perspective, name) => keptMean(npvDraws[perspective][name]));
  const range = byAlternative((name) => {
    const amounts = npvDraws[data.society][name].slice();
    return [percentile(amounts, 0.05, selected), percentile(amounts, 0.95, selected)];
  });
  checkOutcome([mean, range]);
  const error = byAlternative((name) => meanError(npvDraws[data.society][name], drawing.replicates));
  return {
    npv, mean, budget, draws: drawing.count, parties: partyMeans(inDraws), state,
    range: { [data.society]: range }, error: { [data.society]: error },
    advice: adviceOf({ state, inDraws, drawing, budget }),
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

const partyMeans = (of) => byAlternative((name) => (
  Object.fromEntries(data.parties.map((party) => [party, keptMean(of(name, "party", party))]))));

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
