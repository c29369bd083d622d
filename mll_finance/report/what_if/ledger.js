// What the euros of a line come to: discounted, through a perspective, for a party and in the budget (engine/ledger.py,
// lens.py, capital.py). The euros of a year are weighted sums of the parts that the program gives; so is all that follows.
const TIMINGS = { start_of_year: 0, mid_year: 0.5, end_of_year: 1 };
const BUDGET = "budget";
const flows = data.flows.map(([line, alternatives, waitsFor, byPrice, numbers]) => ({
  line, alternatives, waitsFor, numbers, terms: termsOf(byPrice), ...data.lines[line],
}));

// Part, course over the years and size of each term, and the price factor that multiplies it in each year.
function termsOf(byPrice) {
  return byPrice.flatMap(([price, flat]) => Array.from({ length: flat.length / 3 }, (_, place) => ({
    price, part: flat[3 * place], course: data.courses[flat[3 * place + 1]], size: flat[3 * place + 2],
  })));
}

// --- Prices (inputs/case/price_index.py) ----------------------------------------------------------------------------------
// The rise that the case gives for an index itself, from each year named on; null where it gives none.
function ownRates(settings, index) {
  const rates = index === "cpi" ? settings.get(`${INFLATION}.rate`) ?? settings.get(`${KADERNOTA}.prices`)
    : index === "wages" ? settings.get(`${KADERNOTA}.wages`) : null;
  if (rates === null || rates === undefined) return null;
  return isMapping(rates) ? Object.entries(rates).map(([year, rate]) => [Number(year), rate]) : [[data.prices.level + 1, rates]];
}

// Level of an index in a year over that of the price level.
function priceLevel(settings, index, year) {
  const own = ownRates(settings, index), { level, levels } = data.prices;
  if (own === null || year <= level) return levels[index][year];
  let risen = 1;
  for (let each = level + 1; each <= year; each += 1) {
    const named = own.filter(([from]) => from <= each).pop() ?? own[0];
    risen *= 1 + named[1];
  }
  return risen;
}

const PRICE_FACTORS = {
  deflator: (settings, index, year) => 1 / priceLevel(settings, index, year),
  real_index: (settings, index, year) => priceLevel(settings, index, year) / priceLevel(settings, "cpi", year),
  to_level: (settings, index, year) => 1 / priceLevel(settings, index, year),
};
const priceFactor = (settings, [kind, index], year) => PRICE_FACTORS[kind](settings, index, year);

// --- Interest and charges (formulas/capital.py, inputs/method/budget.py) ---------------------------------------------------
const ROUNDINGS = { none: null, up: Math.ceil, nearest: (steps) => Math.floor(steps + 0.5), down: Math.floor };
const toDecimals = (number, decimals) => Number(number.toFixed(decimals));

// The rate that the municipality charges: given, or interest over book value, rounded as it does; null where it has none.
function omslagrente(settings) {
  const [rate, interest, bookValue, step, mode] = ["rate", "interest", "book_value", "step", "mode"]
    .map((name) => settings.get(`${OMSLAGRENTE}.${name}`) ?? null);
  const unrounded = rate ?? (interest !== null && bookValue !== null ? interest / bookValue : null);
  if (unrounded === null || step === null || mode === "none") return unrounded;
  return toDecimals(ROUNDINGS[mode](toDecimals(unrounded / step, 9)) * step, 12);
}

// Charges by year on one euro of outlay.
function unitCharges([method, years], interest, firstYear) {
  if (method === "annuity") {
    const factor = interest === 0 ? years : -Math.expm1(-years * Math.log1p(interest)) / interest;
    return [...(firstYear === 1 ? [] : [0]), ...Array(years).fill(1 / factor)];
  }
  const shares = [firstYear, ...Array(years - 1).fill(1), ...(firstYear === 1 ? [] : [1 - firstYear])];
  let left = 1;
  return shares.map((share, year) => {
    const charge = share / years + interest * left * (year === 0 ? firstYear : 1);
    left -= share / years;
    return charge;
  });
}

const stepsOf = (settings, perspective) => (isNumber(settings.get(FLAT_RATE)) ? [[1, settings.get(FLAT_RATE)]]
  : data.schedules[settings.get(DISCOUNTING) ?? data.scheduleOf[perspective]]);

// Factors of the years, to 1 January of the first, from forward rates that hold from a year on.
function discountFactors(steps, timing) {
  let whole = 1;
  return data.years.map((_, year) => {
    const growth = 1 + steps.filter(([first]) => first <= year + 1).pop()[1];
    const factor = whole * growth ** -TIMINGS[timing];
    whole /= growth;
    return factor;
  });
}

// What enters a fence of one euro ex btw.
function netOf(settings, line, [none, taxed, compensated]) {
  const rate = settings.get(`lines.${line}.btw.rate`) ?? 0, share = settings.get(`lines.${line}.btw.compensable`) ?? 0;
  return none + taxed * rate + compensated * rate * share;
}

// Of the euros of each year what falls in one year of the budget, in euros of that year: charges where it is activated.
function budgetWeights(settings, { line, inflation, charges }, year) {
  const factors = data.years.map((each) => priceLevel(settings, inflation, each));
  if (charges === undefined) return data.years.map((_, each) => (each === year ? factors[each] : 0));
  const interest = settings.get(`lines.${line}.activation.interest`) ?? omslagrente(settings) ?? 0;
  const unit = unitCharges(charges, interest, settings.get(`lines.${line}.activation.first_year`));
  return data.years.map((_, each) => (each <= year ? factors[each] * (unit[year - each] ?? 0) : 0));
}

const wayOf = (steps, timing) => `${timing} ${JSON.stringify(steps)}`;

// The rows that a run gives: each line in each way in which it counts, as sums of parts.
const MOST_SETTINGS = 16, MOST_SUMS = 512;
const columnsBySettings = new Map();
function columnsOf(settings) {
  const key = JSON.stringify([...settings]);
  if (columnsBySettings.size > MOST_SETTINGS) columnsBySettings.clear();
  if (!columnsBySettings.has(key)) columnsBySettings.set(key, columnsAt(settings));
  return columnsBySettings.get(key);
}

function columnsAt(settings) {
  const weightsByWay = new Map(), rows = [], rowByFlow = flows.map(() => new Map());
  flows.forEach((flow, place) => {
    const seen = (perspective) => {
      const steps = stepsOf(settings, perspective), way = wayOf(steps, flow.timing);
      if (!weightsByWay.has(way)) weightsByWay.set(way, discountFactors(steps, flow.timing));
      return [way, weightsByWay.get(way)];
    };
    const ways = new Map([...Object.keys(flow.views), ...(flow.parties ? [data.society] : [])].map(seen));
    if (flow.budget) {
      const years = data.budgetYears.map((_, year) => budgetWeights(settings, flow, year));
      ways.set(BUDGET, data.years.map((_, each) => years.reduce((sum, weights) => sum + weights[each], 0)));
    }
    for (const [way, weights] of ways) rowByFlow[place].set(way, rows.push([flow.terms, weights, flow.numbers]) - 1);
  });
  return { ...compressed(rows, settings), rowByFlow };
}

// Rows of terms, weighed over the years, as places of parts with their weights one after the other; and by row the places of
// the numbers that it follows from.
function compressed(rows, settings) {
  const starts = [0], parts = [], weights = [], factorsByPrice = new Map();
  const factorsOf = (price) => {
    const key = price.join();
    if (!factorsByPrice.has(key)) factorsByPrice.set(key, data.years.map((year) => (price.length ? priceFactor(settings, price, year) : 1)));
    return factorsByPrice.get(key);
  };
  for (const [terms, byYear] of rows) {
    for (const { price, part, course, size } of terms) {
      const factors = factorsOf(price);
      const weight = size * byYear.reduce((sum, each, year) => sum + each * factors[year] * course[course.length > 1 ? year : 0], 0);
      if (weight === 0) continue;
      parts.push(part);
      weights.push(weight);
    }
    starts.push(parts.length);
  }
  return {
    starts: Int32Array.from(starts), parts: Int32Array.from(parts), weights: Float64Array.from(weights), rowCount: rows.length,
    numbers: rows.map(([, , numbers]) => numbers),
  };
}

const isGiven = (numbers, paths) => paths.every((path) => centralOf(numbers.get(path)) !== null);

// Rows that count, added up when they are asked for; what waits for a number counts where that is supposed.
function totals({ numbers, settings }, drawing, supposed = []) {
  const { rowByFlow } = columnsOf(settings);
  const counted = flows.map(({ waitsFor }) => isGiven(numbers, waitsFor.filter((path) => !supposed.includes(path))));
  const shareOf = (flow, side, whose) => {
    if (side === BUDGET) return flow.budget ? netOf(settings, flow.line, flow.budget.slice(1)) : 0;
    if (side === "party") return flow.parties[whose] ? netOf(settings, flow.line, flow.parties[whose]) : 0;
    const view = flow.views[whose];
    if (view === undefined || view[0] !== side.slice(3)) return 0;
    return netOf(settings, flow.line, view.slice(1)) * (side === "pv_costs" ? -1 : 1);
  };
  const summed = (name, side, whose) => {
    const sum = new Float64Array(drawing.count), rows = [];
    const steps = side === BUDGET ? null : stepsOf(settings, side === "party" ? data.society : whose);
    flows.forEach((flow, place) => {
      const share = counted[place] && flow.alternatives.includes(name) ? shareOf(flow, side, whose) : 0;
      if (share === 0) return;
      const row = rowByFlow[place].get(side === BUDGET ? BUDGET : wayOf(steps, flow.timing)), amounts = drawing.rowOf(row);
      rows.push(row);
      for (let draw = 0; draw < sum.length; draw += 1) sum[draw] += share * amounts[draw];
    });
    return { sum, rows };
  };
  const countedKey = counted.map(Number).join("");
  const balance = (name, whose) => {
    const [benefits, costs] = ["pv_benefits", "pv_costs"].map((side) => known(name, side, whose));
    return { sum: difference(benefits.sum, costs.sum), rows: [...benefits.rows, ...costs.rows] };
  };
  const known = (name, side, whose) => {
    const key = `${countedKey}\n${name}\n${side}\n${whose}`;
    if (drawing.sums.size > MOST_SUMS) drawing.sums.clear();
    if (!drawing.sums.has(key)) drawing.sums.set(key, side === "npv" ? balance(name, whose) : summed(name, side, whose));
    return drawing.sums.get(key);
  };
  return (name, side, whose = "") => known(name, side, whose).sum;
}

// What each part weighs in the balance of one alternative to a perspective.
function balanceWeights({ numbers, settings }, perspective, name) {
  const { starts, parts, weights, rowByFlow } = columnsOf(settings), sums = new Float64Array(data.partCount);
  flows.forEach((flow, place) => {
    const view = flow.alternatives.includes(name) && isGiven(numbers, flow.waitsFor) ? flow.views[perspective] : undefined;
    if (view === undefined) return;
    const net = netOf(settings, flow.line, view.slice(1)), row = rowByFlow[place].get(wayOf(stepsOf(settings, perspective), flow.timing));
    for (let term = starts[row]; term < starts[row + 1]; term += 1) sums[parts[term]] += net * weights[term];
  });
  return sums;
}

// The accrual budget by line and year, of a run of the central case.
function budgetLines({ numbers, settings }, { values }) {
  const lines = new Map();
  for (const flow of flows) {
    if (!flow.budget || !isGiven(numbers, flow.waitsFor)) continue;
    const net = netOf(settings, flow.line, flow.budget.slice(1));
    const { starts, parts, weights } = compressed(data.budgetYears.map((_, year) => [flow.terms, budgetWeights(settings, flow, year)]), settings);
    const amounts = data.budgetYears.map((_, year) => {
      let sum = 0;
      for (let term = starts[year]; term < starts[year + 1]; term += 1) sum += weights[term] * values[parts[term]];
      return net * sum;
    });
    for (const alternative of flow.alternatives) {
      const key = `${alternative}\n${flow.line}`, known = lines.get(key);
      lines.set(key, {
        alternative, line: flow.line, side: flow.budget[0],
        amounts: known ? known.amounts.map((amount, year) => amount + amounts[year]) : amounts,
      });
    }
  }
  return [...lines.values()];
}

// --- What is calculated and has limits: shares and counts ------------------------------------------------------------------
const outputs = data.outputs.map(([path, limits, waitsFor, flat, numbers]) => ({ path, limits, waitsFor, numbers, terms: termsOf(flat) }));
let outputsCompressed = null;

// A row for each of them and each year in which it can differ.
function outputRows() {
  if (outputsCompressed !== null) return outputsCompressed;
  const rows = [], owners = [];
  for (const output of outputs) {
    const length = Math.max(1, ...output.terms.map(({ course }) => course.length));
    for (let year = 0; year < length; year += 1) {
      rows.push([output.terms, length === 1 ? [1] : data.years.map((_, each) => Number(each === year)), output.numbers]);
      owners.push(output);
    }
  }
  outputsCompressed = { ...compressed(rows, startingSettings()), owners };
  return outputsCompressed;
}

// What a share or count may lie beyond its limits by the arithmetic of a computer.
const NEARLY = 1e-9;

function checkOutputs({ numbers }, { least, most }) {
  outputRows().owners.forEach(({ path, limits, waitsFor }, row) => {
    if (!isGiven(numbers, waitsFor)) return;
    if (least[row] < (limits[0] ?? -Infinity) - NEARLY) refuse("beyond_in_draws", path, least[row]);
    if (most[row] > (limits[1] ?? Infinity) + NEARLY) refuse("beyond_in_draws", path, most[row]);
  });
}
