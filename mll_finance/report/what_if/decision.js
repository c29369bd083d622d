// The decision table (judgement/decision_table.py, docs/advies.md): the first rule that applies gives the advice.
function balancesOf(of, replicates, name) {
  const npv = of(name, "npv", data.society);
  const sizes = ["pv_costs", "pv_benefits"].map((side) => Math.abs(keptMean(of(name, side, data.society))));
  return { npv, mean: keptMean(npv), gross: Math.max(...sizes), replicates };
}

const bandOf = (one, other) => data.thresholds.band * Math.max(one.gross, other.gross);
const withinBand = (one, other) => Math.abs(one.mean - other.mean) <= bandOf(one, other);
function expectedLoss({ npv }, other) {
  let sum = 0;
  for (let draw = 0; draw < npv.length; draw += 1) sum += Math.max(other.npv[draw] - npv[draw], 0);
  return sum / npv.length;
}

// Every rule asks whether one is clearly better than another: worked out once for each two.
const clearOver = onceFor((one) => onceFor((other) => isClearlyBetter(one, other)));
const isClear = (one, other) => clearOver(one)(other);

function isClearlyBetter(one, other) {
  if (!Number.isFinite(other.mean) || !(one.mean - other.mean > bandOf(one, other))) return false;
  const rounding = data.thresholds.rounding * Math.max(one.gross, other.gross);
  const isNoBetter = one.npv.map((amount, draw) => (amount - other.npv[draw] <= rounding ? 1 : 0));
  const share = meanOf(isNoBetter), error = meanError(isNoBetter, one.replicates);
  return share + data.thresholds.errors * error <= data.thresholds.doubt || expectedLoss(one, other) <= bandOf(one, other);
}

function contendersOf({ state, inDraws, drawing }) {
  const { numbers } = state;
  const zero = new Float64Array(drawing.count);
  const nothingBalances = { npv: zero, mean: 0, gross: 0, replicates: drawing.replicates };
  const nothing = {
    id: data.baseline, known: nothingBalances, lower: nothingBalances, upper: nothingBalances,
    against: [], benefits: [], bounded: true, feasible: data.nothingFeasible, lightness: [-1],
  };
  const runs = new Map();
  // With other numbers than 1 in the place of what is unknown, all draws go through again.
  const balancesAt = (name, given) => {
    const key = JSON.stringify(Object.entries(given).sort());
    if (!runs.has(key)) {
      const supposed = new Map(numbers);
      for (const [path, value] of Object.entries(given)) supposed.set(path, supposedNumber(numbers.get(path), value));
      const supposedState = { ...state, numbers: supposed };
      runs.set(key, totals(supposedState, drawn(supposedState)));
    }
    return balancesOf(runs.get(key), drawing.replicates, name);
  };
  const others = Object.entries(data.alternatives).map(([name, alternative], order) => {
    const known = balancesOf(inDraws, drawing.replicates, name);
    const unknowns = unknownsOf(numbers, name).flatMap((unknown) => {
      const worth = balancesOf(totals(state, drawing, unknown.paths), drawing.replicates, name).mean - known.mean;
      const direction = worth > 0 ? "benefit" : unknown.harm ? "harm" : "cost";
      return worth === 0 ? [] : [{ ...unknown, worth, direction }];
    });
    const against = unknowns.filter(({ worth }) => worth < 0), benefits = unknowns.filter(({ worth }) => worth > 0);
    const atBounds = (chosen) => (chosen.every(({ bounds }) => bounds)
      ? balancesAt(name, Object.assign({}, ...chosen.map(({ bounds }) => bounds))) : null);
    const lower = (against.length && atBounds(against)) || known;
    const upper = benefits.length
      ? atBounds(benefits) ?? { ...known, npv: known.npv.map(() => Infinity), mean: Infinity } : known;
    return {
      id: name, known, lower, upper, against, benefits, bounded: against.every(({ bounds }) => bounds),
      feasible: !alternative.stopped,
      lightness: [...alternative.lightness, keptMean(inDraws(name, "pv_costs", data.society)), order],
    };
  });
  return [nothing, ...others];
}

const supposedNumber = (number, value) => ({
  ...number,
  value: number.byYear && !isMapping(value) ? Object.fromEntries(data.years.map((year) => [year, value])) : value,
});

// What is still without a number; of numbers that are lacking together those that are given fall away.
const unknownsOf = (numbers, name) => (data.unknowns[name] ?? []).flatMap((unknown) => {
  const paths = unknown.paths.filter((path) => centralOf(numbers.get(path)) === null);
  if (!paths.length) return [];
  const bounds = unknown.bounds && Object.fromEntries(paths.map((path) => [path, unknown.bounds[path]]));
  return [{ ...unknown, paths, bounds }];
});

function lighter(one, other) {
  for (let place = 0; place < Math.max(one.lightness.length, other.lightness.length); place += 1) {
    const [first, second] = [one.lightness[place] ?? -Infinity, other.lightness[place] ?? -Infinity];
    if (first !== second) return first < second;
  }
  return false;
}

function fieldOf(contenders) {
  const [nothing] = contenders;
  const ranking = contenders.filter(({ feasible, bounded }) => feasible && bounded)
    .sort((one, other) => other.lower.mean - one.lower.mean);
  let choice = null;
  if (ranking.length) {
    const [best] = ranking;
    let equals = ranking.filter(({ lower }) => withinBand(best.lower, lower));
    if (nothing.feasible && isClear(best.lower, nothing.known)) {
      equals = equals.filter(({ lower }) => isClear(lower, nothing.known));
    }
    choice = equals.reduce((lightest, contender) => (lighter(contender, lightest) ? contender : lightest));
  }
  return { nothing, ranking, choice, runnerUp: ranking.find((contender) => contender !== choice) ?? null };
}

function probabilitiesBest({ ranking }) {
  if (!ranking.length) return {};
  const rounding = data.thresholds.rounding * Math.max(...ranking.map(({ lower }) => lower.gross));
  const npvs = ranking.map(({ lower }) => lower.npv), sums = npvs.map(() => 0), count = npvs[0].length;
  for (let draw = 0; draw < count; draw += 1) {
    let best = -Infinity, winnerCount = 0;
    for (const npv of npvs) best = Math.max(best, npv[draw]);
    for (const npv of npvs) if (npv[draw] >= best - rounding) winnerCount += 1;
    for (let place = 0; place < npvs.length; place += 1) if (npvs[place][draw] >= best - rounding) sums[place] += 1 / winnerCount;
  }
  return Object.fromEntries(ranking.map(({ id }, place) => [id, sums[place] / count]));
}

// The one rule for a chance beside what is unknown (judgement/chances.py): a bound, or none where it works both ways.
function boundedChance(share, fallsWith, risesWith) {
  if (fallsWith.length && risesWith.length) return { share: null, bound: null };
  return { share, bound: fallsWith.length ? "at_most" : risesWith.length ? "at_least" : "is" };
}

const unknownTo = (contender) => [...contender.against, ...contender.benefits];

function mayWin(contender, { ranking }) {
  const others = ranking.filter((rival) => rival !== contender).map(({ lower }) => lower.npv);
  return !others.length || contender.upper.npv.some((amount, draw) => others.every((npv) => amount >= npv[draw]));
}

function chanceBest(contender, contenders, field, best) {
  if (!(contender.id in best)) return { share: null, bound: null };
  const moving = (other) => (other.feasible && mayWin(other, field) ? unknownTo(other) : []);
  const rivals = contenders.filter((other) => other !== contender).flatMap(moving);
  return boundedChance(best[contender.id], rivals, moving(contender));
}

function isAlike({ contender, field }) {
  const { choice, nothing } = field;
  if (choice === null || choice === contender || choice === nothing || !contender.bounded) return false;
  if (!withinBand(choice.lower, contender.lower)) return false;
  return !nothing.feasible || (isClear(choice.lower, nothing.known) && isClear(contender.lower, nothing.known));
}

// In the order in which they are asked; each gives the advice and its reasons, or nothing.
const RULES = [
  function veto({ contender }) {
    return contender.feasible ? null : ["stop", ["veto"]];
  },
  function loses({ contender, field: { choice, nothing } }) {
    if (choice === null || choice === contender || !isClear(choice.lower, contender.upper)) return null;
    return choice === nothing ? ["no_go", ["loses_to_nothing"]] : ["choose_other", ["loses_to_rival"]];
  },
  function equal(situation) {
    const { contender, field: { choice } } = situation;
    if (choice === null || !isAlike(situation) || isClear(contender.upper, choice.lower)) return null;
    return ["choose_other", ["equal"]];
  },
  function pmAgainst({ contender, field: { choice, nothing } }) {
    if (!contender.against.length) return null;
    let isTurned = nothing.feasible && contender.lower.mean <= 0;
    if (choice !== null && choice !== nothing && choice !== contender) {
      isTurned = isTurned || isClear(contender.known, choice.lower);
    }
    if (contender.bounded && !isTurned) return null;
    const directions = new Set(contender.against.map(({ direction }) => direction));
    return ["not_yet", [...(directions.has("cost") ? ["pm_cost"] : []), ...(directions.has("harm") ? ["pm_harm"] : [])]];
  },
  function pmDecisive(situation) {
    const { contender, field: { choice } } = situation;
    if (choice === null || choice === contender || !contender.benefits.length) return null;
    return isClear(choice.lower, contender.lower) || isAlike(situation) ? ["not_yet", ["pm_decisive"]] : null;
  },
  function pilot({ contender, paying }) {
    if (!(contender.feasible && contender.bounded) || !paying(contender.id)) return null;
    const isWaiting = data.alternatives[contender.id].waitsBeforePilot || !data.assessed;
    return isWaiting ? ["not_yet", ["pilot_pays", "checks"]] : ["pilot_first", ["pilot_pays"]];
  },
  function openOutcome({ contender, field: { choice, nothing, runnerUp } }) {
    const isChoice = contender === choice, rival = isChoice ? runnerUp : choice;
    const isEither = (one, other) => isClear(one, other) || isClear(other, one);
    let close = null, reason = null;
    if (nothing.feasible && !isEither(contender.lower, nothing.known)) [close, reason] = [nothing, "sign_open"];
    else if (rival !== null && !withinBand(contender.lower, rival.lower) && !isEither(contender.lower, rival.lower)) {
      [close, reason] = [rival, "rank_open"];
    }
    if (close === null) return isChoice ? null : ["uncertain", ["rank_open"]];
    const lead = difference(contender.lower.npv, close.lower.npv);
    const largest = lead.reduce((most, amount) => Math.max(most, Math.abs(amount - lead[0])), 0);
    const isCertain = largest <= 1e-9 * Math.max(contender.lower.gross, close.lower.gross);
    if (isCertain && contender.benefits.length) return ["not_yet", ["pm_decisive"]];
    return ["uncertain", [isCertain ? "tie_no_spread" : reason]];
  },
  function checks({ contender }) {
    const isWaiting = data.alternatives[contender.id].waitsBeforePilot || !data.assessed;
    return isWaiting ? ["not_yet", ["checks"]] : null;
  },
  function cover({ contender, state, inDraws, budget }) {
    const reasons = [
      ...(structuralGap(state, budget, contender.id) >= data.thresholds.halfAEuro ? ["cover_open"] : []),
      ...(isBeyondCapacity(state, inDraws, budget, contender.id) ? ["risk_capacity"] : []),
    ];
    return reasons.length ? ["not_yet", reasons] : null;
  },
  function rollout({ contender }) {
    return data.alternatives[contender.id].waits ? ["pilot_first", ["checks_before_rollout"]] : null;
  },
  function theRest() {
    return ["go", ["clear"]];
  },
];

function structuralGap({ settings }, budget, name) {
  const lines = budget.filter(({ alternative }) => alternative === name);
  const years = data.budgetYears.map((_, year) => year), last = years.length - 1;
  const sumOf = (chosen, year) => chosen.reduce((sum, { amounts }) => sum + amounts[year], 0);
  const balance = years.map((year) => sumOf(lines, year));
  const items = data.alternatives[name].cover.map(({ amounts, ...item }) => ({ ...item, amounts: amountsByYear(settings.get(amounts)) }));
  const given = years.map((year) => items.reduce((sum, { amounts }) => sum + (amounts ? amounts[year] : 0), 0));
  const structuralCover = items.filter(({ duration }) => duration === "structural").reduce((sum, { amounts, closing }) => (
    sum + (closing ? -(balance[last] + given[last]) : amounts ? amounts[last] : 0)), 0);
  const structural = lines.filter(({ line, amounts }) => {
    const duration = data.durations[line];
    const recurs = years.length > 1 && amounts.slice(0, -1).some((amount) => amount !== 0);
    return duration === "structural" || (duration === null && recurs);
  });
  return Math.max(0, -(structuralCover + sumOf(structural, last)));
}

// What an item of cover gives in each year of the budget; null where it takes what is left, or is PM.
function amountsByYear(amounts) {
  if (amounts === undefined) return null;
  return data.budgetYears.map((year) => (isMapping(amounts) ? amounts[year] ?? 0 : amounts));
}

function isBeyondCapacity({ settings }, inDraws, budget, name) {
  const available = settings.get("budget.resilience.available");
  if (available === undefined) return false;
  const freeReserve = Math.max(0, available - settings.get("budget.resilience.required"));
  const lines = budget.filter(({ alternative }) => alternative === name);
  const budgeted = lines.reduce((sum, { amounts }) => sum + amounts.reduce((all, amount) => all + amount, 0), 0);
  const atRisk = percentile(inDraws(name, "budget").slice(), 1 - data.thresholds.riskCertainty, selected);
  return Math.max(0, budgeted - atRisk) > freeReserve;
}

function askedAlternative(contenders) {
  if (data.about) return data.about;
  const projects = contenders.slice(1), withSystem = projects.filter(({ id }) => data.alternatives[id].role !== "none");
  const eligible = withSystem.length ? withSystem : projects;
  return eligible.reduce((best, contender) => (contender.known.mean > best.known.mean ? contender : best)).id;
}

function adviceOf(outcome) {
  const contenders = contendersOf(outcome), field = fieldOf(contenders), best = probabilitiesBest(field);
  let known = null;
  const curves = () => (known ??= curvesOf({ ...outcome, field }));
  const paying = (name) => data.pilots.length > 0 && pilotPays(name, { ...outcome, field, curves });
  const alternatives = Object.fromEntries(contenders.slice(1).map((contender) => {
    const situation = { ...outcome, contender, field, paying };
    const [kind, reasons] = RULES.reduce((known, rule) => known ?? rule(situation), null);
    const rival = contender === field.choice ? field.runnerUp : field.choice;
    const shareNegative = contender.lower.npv.reduce((count, amount) => count + (amount < 0), 0) / contender.lower.npv.length;
    const negative = contender.bounded ? boundedChance(shareNegative, unknownTo(contender), []) : { share: null, bound: null };
    const chance = chanceBest(contender, contenders, field, best);
    return [contender.id, {
      advice: kind, reasons, mean: contender.known.mean,
      probability_negative: negative.share, probability_negative_bound: negative.bound,
      probability_best: chance.share, probability_best_bound: chance.bound,
      expected_loss: rival === null || !contender.bounded ? null : expectedLoss(contender.lower, rival.lower),
      against: rival === null ? null : rival.id,
      band: rival === null ? null : bandOf(contender.lower, rival.lower),
      beaten_by: field.choice !== null && ["choose_other", "no_go"].includes(kind) ? field.choice.id : null,
    }];
  }));
  const choice = field.choice === null ? null : field.choice.id, about = askedAlternative(contenders);
  const isChoiceWaiting = choice !== null && choice !== data.baseline && alternatives[choice].advice === "not_yet";
  const go = [...contenders.slice(1)].sort((one, other) => other.known.mean - one.known.mean)
    .find(({ id }) => alternatives[id].advice === "go");
  const lawful = field.ranking.length ? field.ranking : contenders.filter(({ feasible }) => feasible);
  const lightest = lawful.length ? lawful.reduce((light, contender) => (lighter(contender, light) ? contender : light)).id : null;
  return {
    choice, about, overall: alternatives[about].advice,
    fallback: isChoiceWaiting && field.runnerUp ? field.runnerUp.id : null,
    do_now: go ? go.id : data.nothingFeasible ? data.baseline : lightest,
    alternatives,
  };
}
