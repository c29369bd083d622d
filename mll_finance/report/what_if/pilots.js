// What a pilot is worth before the choice (uncertainty/information/, judgement/finding_out/): the mean balance given the
// informed number by regression, what a finding says of it by Bayes' rule.
const DEGREE = 3, FEW = 24, INTERIOR_KNOTS = [0, 1, 2, 4, 8, 16], CELLS = 256, POINTS = 400, WIDTH = 8, DEPENDENT = 1e-10, CURVE_COLUMNS = 400;

const OBSERVATIONS = {
  binomial: {
    isCount: true,
    below: (finding, number, size) => {
      if (finding >= size) return 1;
      const [a, b] = [size - finding, finding + 1];
      return betaProbability(a, b, 1 - number, logGamma(a) + logGamma(b) - logGamma(a + b));
    },
    spread: (number, size) => [size * number, Math.sqrt(size * number * (1 - number))],
  },
  normal: {
    isCount: false,
    below: (finding, number, size, sd) => normalProbability((finding - number) / (sd / Math.sqrt(size))),
    spread: (number, size, sd) => [number, sd / Math.sqrt(size)],
  },
  count: {
    isCount: true,
    below: (finding, number, size) => gammaProbability(finding + 1, size * number, true),
    spread: (number, size) => [size * number, Math.sqrt(size * number)],
  },
};

const spaced = (first, last, count) => Array.from({ length: count }, (_, place) => (
  place === count - 1 && count > 1 ? last : first + ((last - first) / Math.max(1, count - 1)) * place));

// Columns of cubic B-splines with knots where equal parts of the draws end.
function splineColumns(draws, sorted, knotCount) {
  const least = sorted[0], largest = sorted[sorted.length - 1];
  const shares = spaced(0, 1, knotCount + 2).slice(1, -1);
  const inner = [...new Set(shares.map((share) => percentile(sorted, share)))].filter((knot) => knot > least && knot < largest);
  const ends = (end) => Array(DEGREE + 1).fill(end);
  const knots = [...ends(least), ...inner, ...ends(largest)], columnCount = knots.length - DEGREE - 1;
  const columns = Array.from({ length: columnCount }, () => new Float64Array(draws.length));
  const weights = new Float64Array(DEGREE + 1), left = new Float64Array(DEGREE + 1), right = new Float64Array(DEGREE + 1);
  draws.forEach((x, draw) => {
    let span = DEGREE;
    while (span < columnCount - 1 && x >= knots[span + 1]) span += 1;
    weights[0] = 1;
    for (let degree = 1; degree <= DEGREE; degree += 1) {
      left[degree] = x - knots[span + 1 - degree];
      right[degree] = knots[span + degree] - x;
      let carried = 0;
      for (let place = 0; place < degree; place += 1) {
        const part = weights[place] / (right[place + 1] + left[degree - place]);
        weights[place] = carried + right[place + 1] * part;
        carried = left[degree - place] * part;
      }
      weights[degree] = carried;
    }
    for (let place = 0; place <= DEGREE; place += 1) columns[span - DEGREE + place][draw] = weights[place];
  });
  return columns;
}

function basesOf(draws) {
  const bases = [];
  const ones = new Float64Array(draws.length).fill(1), sorted = Float64Array.from(draws).sort();
  bases.push([ones]);
  if (sorted[0] === sorted[sorted.length - 1]) return bases;
  const mean = meanOf(draws), sd = Math.sqrt(meanOf(draws.map((x) => (x - mean) ** 2)));
  bases.push([ones, draws.map((x) => (x - mean) / sd)]);
  const different = [...new Set(sorted)];
  if (different.length <= FEW) bases.push(different.map((number) => draws.map((x) => Number(x === number))));
  else for (const knotCount of INTERIOR_KNOTS) bases.push(splineColumns(draws, sorted, knotCount));
  return bases;
}

// A smooth curve of one input, or a straight line; each column with a mean of zero.
function curveOf(draws, isLine) {
  const sorted = Float64Array.from(draws).sort();
  if (sorted[0] === sorted[sorted.length - 1]) return [new Float64Array(draws.length)];
  const columns = isLine ? [draws] : splineColumns(draws, sorted, 1).slice(0, -1);
  return columns.map((column) => {
    const mean = meanOf(column);
    return column.map((amount) => amount - mean);
  });
}

const product = (one, other, start, end) => {
  let sum = 0;
  for (let draw = start; draw < end; draw += 1) sum += one[draw] * other[draw];
  return sum;
};

function addTimes(sum, column, weight) {
  if (weight !== 0) for (let draw = 0; draw < sum.length; draw += 1) sum[draw] += column[draw] * weight;
}

// The root of a symmetric matrix (Cholesky), for every target that is solved with it; a column that says nothing that others
// do not gets zero.
function rootOf(matrix) {
  const size = matrix.length, root = matrix.map(() => new Float64Array(size));
  const largest = Math.max(...matrix.map((row, place) => row[place]));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let rest = matrix[row][column];
      for (let place = 0; place < column; place += 1) rest -= root[row][place] * root[column][place];
      if (row === column) root[row][row] = rest > DEPENDENT * largest ? Math.sqrt(rest) : 0;
      else root[row][column] = root[column][column] ? rest / root[column][column] : 0;
    }
  }
  return root;
}

function solutionOf(root, target) {
  const size = target.length, solution = Float64Array.from(target);
  for (let row = 0; row < size; row += 1) {
    for (let place = 0; place < row; place += 1) solution[row] -= root[row][place] * solution[place];
    solution[row] = root[row][row] ? solution[row] / root[row][row] : 0;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let place = row + 1; place < size; place += 1) solution[row] -= root[place][row] * solution[place];
    solution[row] = root[row][row] ? solution[row] / root[row][row] : 0;
  }
  return solution;
}

// What the columns of a basis come to among each other, by replicate.
const gramsOf = onceFor((columns) => {
  const { replicates } = data.plan, each = columns[0].length / replicates;
  return Array.from({ length: replicates }, (_, part) => {
    const [start, end] = [part * each, (part + 1) * each];
    return { start, end, gram: columns.map((one) => Float64Array.from(columns, (other) => product(one, other, start, end))) };
  });
});

// Least squares on one basis, with every replicate left out in turn; the parts are the replicates.
function fitOf(columns, outcomes) {
  const parts = gramsOf(columns).map(({ start, end, gram }) => ({
    start, end, gram,
    targets: outcomes.map((outcome) => Float64Array.from(columns, (column) => product(column, outcome, start, end))),
  })), each = parts[0].end;
  const summed = (pick) => parts.map(pick).reduce((sum, row) => sum.map((amount, place) => amount + row[place]));
  const gram = columns.map((_, row) => summed((part) => part.gram[row]));
  const targets = outcomes.map((_, row) => summed((part) => part.targets[row]));
  const without = parts.map((part) => {
    const root = rootOf(gram.map((row, place) => row.map((amount, column) => amount - part.gram[place][column])));
    return targets.map((target, row) => solutionOf(root, target.map((amount, place) => amount - part.targets[row][place])));
  });
  const errors = outcomes.map((outcome, row) => parts.map(({ start, end, gram: partGram, targets: partTargets }, part) => {
    const chosen = without[part][row];
    const fitted = chosen.reduce((sum, one, place) => sum + one * product(chosen, partGram[place], 0, chosen.length), 0);
    return (product(outcome, outcome, start, end) - 2 * product(chosen, partTargets[row], 0, chosen.length) + fitted) / each;
  }));
  const root = rootOf(gram);
  return { columns, coefficients: targets.map((target) => solutionOf(root, target)), errors };
}

// The first whose error outside the draws that it was fitted to is within one standard error of the least.
function simplest(errors) {
  const means = errors.map(meanOf), best = errors[means.indexOf(Math.min(...means))];
  return errors.findIndex((row) => {
    const excess = row.map((error, part) => error - best[part]), mean = meanOf(excess);
    const variance = excess.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (excess.length - 1);
    return mean <= Math.sqrt(variance / excess.length);
  });
}

const keptBases = onceFor(basesOf);
function conditionalMeans(draws, outcomes) {
  const fits = keptBases(draws).map((columns) => fitOf(columns, outcomes));
  return outcomes.map((_, row) => {
    const { columns, coefficients } = fits[simplest(fits.map(({ errors }) => errors[row]))];
    const means = new Float64Array(draws.length);
    columns.forEach((column, place) => addTimes(means, column, coefficients[row][place]));
    return means;
  });
}

// The draws that are fitted to: the first of each replicate.
const few = onceFor((draws) => {
  const { replicates } = data.plan, most = Math.max(1, Math.floor(data.fittedDraws / replicates)), each = draws.length / replicates;
  return most >= each ? draws : draws.filter((_, draw) => draw % each < most);
});

const curveOnce = onceFor((draws) => curveOf(draws, false)), lineOnce = onceFor((draws) => curveOf(draws, true));
const productOnce = onceFor((one) => onceFor((other) => product(one, other, 0, one.length)));

// What is the same for every pilot: what each contender brings above the best, and curves of every uncertain number with what
// these say of it. What belongs to draws that did not move is kept.
function curvesOf({ state, field }) {
  const payoffs = field.ranking.map(({ lower }) => few(lower.npv)), means = payoffs.map(keptMean), bestNow = Math.max(...means);
  const gains = payoffs.map((npv) => difference(npv, payoffs[means.indexOf(bestNow)]));
  const copulas = copulasOf(state), uncertain = [...state.numbers].filter(([, { distribution }]) => distribution);
  const curve = uncertain.length * 4 > CURVE_COLUMNS ? lineOnce : curveOnce;
  const curves = uncertain.map(([name, { distribution }]) => curve(few(drawsOf(name, distribution, copulas))));
  const columns = curves.flat(), gram = columns.map(() => new Float64Array(columns.length));
  columns.forEach((one, row) => {
    for (let column = 0; column <= row; column += 1) gram[row][column] = gram[column][row] = productOnce(one)(columns[column]);
  });
  const root = rootOf(gram);
  const slopes = gains.map((gain) => {
    const mean = meanOf(gain), others = gain.map((amount) => amount - mean);
    if (others.every((amount) => amount === 0)) return new Float64Array(columns.length);
    return solutionOf(root, Float64Array.from(columns, (column) => product(column, others, 0, gain.length)));
  });
  return { names: uncertain.map(([name]) => name), curves, gains, bestNow, slopes };
}

// What every uncertain number that moves with none of these brings to the gains by itself (controls.py).
function broughtByOthers(path, state, { names, curves, gains, slopes: slopesByGain }) {
  const copula = copulasOf(state).find((each) => each.names.includes(path)), tied = new Set(copula ? copula.names : [path]);
  const count = gains[0].length;
  return slopesByGain.map((slopes) => {
    const sum = new Float64Array(count);
    let place = 0;
    curves.forEach((curve, number) => curve.forEach((column) => {
      if (!tied.has(names[number])) addTimes(sum, column, slopes[place]);
      place += 1;
    }));
    return sum;
  });
}

// The cell of each draw: equal parts of the draws; equal numbers fall in the same.
const keptCells = onceFor(cellsOf);
function cellsOf(draws) {
  const sorted = Float64Array.from(draws).sort(), different = [...new Set(sorted)];
  if (different.length <= CELLS) {
    const places = new Map(different.map((number, place) => [number, place]));
    return { cells: Array.from(draws, (x) => places.get(x)), count: different.length };
  }
  const rankOf = new Map();
  sorted.forEach((number, rank) => { if (!rankOf.has(number)) rankOf.set(number, rank); });
  const raw = Array.from(draws, (x) => Math.floor((rankOf.get(x) * CELLS) / draws.length));
  const named = new Map([...new Set(raw)].sort((one, other) => one - other).map((cell, place) => [cell, place]));
  return { cells: raw.map((cell) => named.get(cell)), count: named.size };
}

function endsOf({ isCount, spread }, numbers, size, sd) {
  const spreads = Array.from(numbers, (number) => spread(number, size, sd));
  const first = Math.min(...spreads.map(([mean, deviation]) => mean - WIDTH * deviation));
  const last = Math.max(...spreads.map(([mean, deviation]) => mean + WIDTH * deviation));
  if (!isCount) return spaced(first, last, POINTS);
  const whole = spaced(Math.max(first, -1), Math.max(last, 0), POINTS).map((end) => {
    const below = Math.floor(end), rest = end - below;  // half goes to even, as in the suite
    return rest > 0.5 || (rest === 0.5 && below % 2) ? below + 1 : below;
  });
  return [...new Set(whole)].filter((end) => end >= 0);
}

// What choosing after a finding of a pilot of some size brings above choosing before it.
function worthOf(observation, { numbers, byCell, size, sd }) {
  const ends = endsOf(observation, numbers, size, sd);
  const reaches = Array.from(numbers, (number) => {
    const [mean, deviation] = observation.spread(number, size, sd);
    const width = WIDTH * (deviation + Number(observation.isCount));  // a rare count has a longer tail than a normal one
    return [mean - width, mean + width];
  });
  const cellCount = numbers.length, before = new Float64Array(cellCount), chances = new Float64Array(cellCount);
  let worth = 0;
  for (let end = 0; end <= ends.length; end += 1) {
    for (let cell = 0; cell < cellCount; cell += 1) {
      const isBelow = end === ends.length || ends[end] > reaches[cell][1];
      const chance = isBelow ? 1 : ends[end] < reaches[cell][0] ? 0 : observation.below(ends[end], numbers[cell], size, sd);
      chances[cell] = Math.max(chance - before[cell], 0);
      before[cell] = chance;
    }
    worth += Math.max(...byCell.map((row) => product(row, chances, 0, cellCount)));
  }
  return worth - Math.max(...byCell.map((row) => row.reduce((sum, amount) => sum + amount, 0)));
}

// Whether a pilot of an alternative is worth more than its price and the wait, at a size that can be had.
function pilotPays(alternative, { state, drawing, field, curves }) {
  if (field.ranking.length < 2 || drawing.count === 1) return false;
  return data.pilots.filter((pilot) => pilot.alternative === alternative).some((pilot) => {
    const { distribution } = state.numbers.get(pilot.informs);
    if (!distribution) return false;
    const informed = few(drawsOf(pilot.informs, distribution, copulasOf(state)));
    const { gains, bestNow } = curves(), brought = broughtByOthers(pilot.informs, state, curves());
    const means = conditionalMeans(informed, gains.map((gain, row) => difference(gain, brought[row])));
    const { cells, count } = keptCells(informed);
    const sumBy = (amounts) => {
      const sums = new Float64Array(count);
      amounts.forEach((amount, draw) => { sums[cells[draw]] += amount; });
      return sums;
    };
    const counts = sumBy(informed.map(() => 1));
    const cellNumbers = sumBy(informed).map((sum, cell) => sum / counts[cell]);
    const byCell = means.map((row) => sumBy(row).map((sum) => sum / informed.length));
    const [fixed, perCase, weeks, sd] = ["cost.fixed", "cost.per_case", "weeks", "sd"].map((field) => (
      state.settings.get(`${pilot.path}.${field}`) ?? pilot[field]));
    const lostShare = Math.min(1, weeks * pilot.lostByWeek);
    return pilot.sizes.some((size) => {
      const worth = worthOf(OBSERVATIONS[pilot.data], { numbers: cellNumbers, byCell, size, sd });
      return worth - fixed - perCase * size - (bestNow + worth) * lostShare > 0;
    });
  });
}
