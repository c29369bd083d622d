// The distributions of the suite (uncertainty/distributions): each gives quantiles, and what cutting off asks for. A slow
// quantile has the table of uncertainty/quantile_table.py: polynomials in sixteenths of each power of two of the tail.
const SMALLEST = -34, SIXTEENTHS = 16, PARTS = 33 * SIXTEENTHS;
const bitsOfDouble = new DataView(new ArrayBuffer(8));

function halfTable(tail) {
  const knots = [];
  for (let power = SMALLEST; power < -1; power += 1) {
    for (let part = 0; part < SIXTEENTHS; part += 1) knots.push(2 ** power * (1 + part / SIXTEENTHS));
  }
  knots.push(0.5);
  const quantiles = [];
  for (const knot of knots) quantiles.push(tail.quantile(knot, quantiles[quantiles.length - 1]));
  const first = quantiles.map((quantile) => tail.sign / tail.density(quantile));
  const second = quantiles.map((quantile, place) => -tail.slope(quantile) * first[place] ** 2);
  return knots.slice(1).map((knot, place) => {
    const width = knot - knots[place], rise = quantiles[place + 1] - quantiles[place];
    const [slope, endSlope] = [first[place] * width, first[place + 1] * width];
    const [bend, endBend] = [second[place] * width * width, second[place + 1] * width * width];
    const polynomial = [
      quantiles[place], slope, bend / 2,
      10 * rise - 6 * slope - 4 * endSlope - 1.5 * bend + 0.5 * endBend,
      -15 * rise + 8 * slope + 7 * endSlope + 1.5 * bend - endBend,
      6 * rise - 3 * slope - 3 * endSlope - 0.5 * bend + 0.5 * endBend,
    ];
    return polynomial.map((coefficient, power) => coefficient * SIXTEENTHS ** power);
  });
}

function tabled(lower, upper, exact) {
  const lowerTable = halfTable(lower), upperTable = halfTable(upper);
  return (probability) => {
    const isUpper = probability > 0.5;
    let tail = Math.min(probability, 1 - probability);
    if (tail >= 0.5) tail = 0.49999999999999994;
    bitsOfDouble.setFloat64(0, tail);
    const leading = bitsOfDouble.getUint32(0) >>> 16;
    const place = leading - (1023 + SMALLEST) * SIXTEENTHS;
    if (place < 0) return exact(probability);
    const step = tail / 2 ** ((leading >>> 4) - 1023) - 1 - (leading & 15) / SIXTEENTHS;
    const [c0, c1, c2, c3, c4, c5] = (isUpper ? upperTable : lowerTable)[place];
    return ((((c5 * step + c4) * step + c3) * step + c2) * step + c1) * step + c0;
  };
}

function betaQuantiles(a, b) {
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const tailOf = (first, second) => {
    const density = (x) => Math.exp((first - 1) * Math.log(x) + (second - 1) * Math.log1p(-x) - logBeta);
    const quantile = (probability, before = 0) => solved(
      (x) => betaProbability(first, second, x, logBeta), density, probability, before, 1,
      before || Math.min(0.5, Math.exp((Math.log(probability * first) + logBeta) / first)),
    );
    return { quantile, density, slope: (x) => (first - 1) / x - (second - 1) / (1 - x), sign: 1 };
  };
  const lower = tailOf(a, b), upper = tailOf(b, a);
  const exact = (probability) => (probability > 0.5 ? 1 - upper.quantile(1 - probability) : lower.quantile(probability));
  if (Math.min(a, b) < 0.25) return exact;
  // The upper half is worked out from its own end, where it is precise.
  const fromOwnEnd = tabled(lower, upper, exact);
  return (probability) => (probability > 0.5 ? 1 - fromOwnEnd(probability) : fromOwnEnd(probability));
}

function gammaQuantiles(shape) {
  const logShape = logGamma(shape);
  const density = (x) => Math.exp((shape - 1) * Math.log(x) - x - logShape);
  const slope = (x) => (shape - 1) / x - 1;
  const largest = shape + 20 * Math.sqrt(shape) + 60;
  const lower = {
    quantile: (probability, before = 0) => solved((x) => gammaProbability(shape, x), density, probability, before, largest,
      before || Math.min(shape, Math.exp((Math.log(probability) + logGamma(shape + 1)) / shape))),
    density, slope, sign: 1,
  };
  const upper = {
    quantile: (probability, before) => solved((x) => -gammaProbability(shape, x, true), density, -probability, 0,
      before || largest, before || shape + 10),
    density, slope, sign: -1,
  };
  const exact = (probability) => (probability > 0.5 ? upper.quantile(1 - probability) : lower.quantile(probability));
  return shape < 0.25 ? exact : tabled(lower, upper, exact);
}

const normal = (mean, sd) => ({
  quantiles: () => (probability) => mean + sd * normalScore(probability),
  cdf: (x) => normalProbability((x - mean) / sd),
  partialMean: (x) => mean * normalProbability((x - mean) / sd)
    - (sd * Math.exp(-(((x - mean) / sd) ** 2) / 2)) / Math.sqrt(2 * Math.PI),
  mean, support: [-Infinity, Infinity],
});
const lognormalOfLog = (logMean, logSd, mean) => ({
  quantiles: () => (probability) => Math.exp(logMean + logSd * normalScore(probability)),
  cdf: (x) => (x <= 0 ? 0 : normalProbability((Math.log(x) - logMean) / logSd)),
  partialMean: (x) => (x <= 0 ? 0 : mean * normalProbability((Math.log(x) - logMean) / logSd - logSd)),
  mean, support: [0, Infinity],
});
const lognormal = (mean, sd) => {
  const variance = Math.log1p((sd / mean) ** 2);
  return lognormalOfLog(Math.log(mean) - variance / 2, Math.sqrt(variance), mean);
};
const clipped = (x, low, high) => Math.min(Math.max(x, low), high);

const triangular = ({ low, mode, high }) => {
  const width = high - low, rising = mode - low, falling = high - mode, mean = (low + mode + high) / 3;
  const cdf = (x) => {
    const at = clipped(x, low, high);
    return at <= mode ? (at - low) ** 2 / (width * (rising || 1)) : 1 - (high - at) ** 2 / (width * (falling || 1));
  };
  return {
    quantiles: () => (probability) => (probability * width < rising
      ? low + Math.sqrt(probability * width * rising)
      : high - Math.sqrt((1 - probability) * width * falling)),
    cdf,
    partialMean: (x) => {
      const at = clipped(x, low, high);
      return at <= mode ? (cdf(at) * (low + 2 * at)) / 3 : mean - ((1 - cdf(at)) * (high + 2 * at)) / 3;
    },
    mean, support: [low, high],
  };
};

const beta = ({ a, b, low = 0, high = 1 }) => {
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b), width = high - low;
  const probabilityOf = (first, second, x) => betaProbability(
    first, second, clipped((x - low) / width, 0, 1), logGamma(first) + logGamma(second) - logGamma(first + second),
  );
  return {
    quantiles: () => {
      const unit = betaQuantiles(a, b);
      return (probability) => low + width * unit(probability);
    },
    cdf: (x) => betaProbability(a, b, clipped((x - low) / width, 0, 1), logBeta),
    partialMean: (x) => low * probabilityOf(a, b, x) + width * (a / (a + b)) * probabilityOf(a + 1, b, x),
    mean: low + (width * a) / (a + b), support: [low, high],
  };
};

// One function for each kind of the suite; the same names.
const DISTRIBUTIONS = {
  beta,
  discrete: ({ values, weights }) => {
    const order = values.map((_, place) => place).sort((one, other) => values[one] - values[other] || one - other);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    const cumulative = order.map((place) => (sum += weights[place])).map((part) => part / sum);
    return {
      quantiles: () => (probability) => {
        const place = cumulative.slice(0, -1).findIndex((part) => part >= probability);
        return values[order[place < 0 ? order.length - 1 : place]];
      },
      mean: values.reduce((weighted, value, place) => weighted + value * weights[place], 0) / total,
      support: [Math.min(...values), Math.max(...values)],
    };
  },
  empirical: ({ values }) => {
    const sorted = [...values].sort((one, other) => one - other);
    return {
      quantiles: () => (probability) => sorted[clipped(Math.ceil(probability * sorted.length) - 1, 0, sorted.length - 1)],
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      support: [sorted[0], sorted[sorted.length - 1]],
    };
  },
  fat_tail: ({ low, mode, start, tail, alpha, cap }) => {
    const body = triangular({ low, mode, high: start }), reach = cap / start, isOne = Math.abs(alpha - 1) <= 1e-9 * Math.max(alpha, 1);
    const tailMean = isOne ? start * (1 + Math.log(reach)) : start * (1 + (reach ** (1 - alpha) - 1) / (1 - alpha));
    return {
      quantiles: () => {
        const quantile = body.quantiles();
        return (probability) => (probability < 1 - tail
          ? quantile(Math.min(probability / (1 - tail), 1))
          : Math.min(start * Math.min((1 - probability) / tail, 1) ** (-1 / alpha), cap));
      },
      mean: (1 - tail) * body.mean + tail * tailMean, support: [low, cap],
    };
  },
  fixed: ({ value }) => ({
    quantiles: () => () => value, cdf: (x) => (x >= value ? 1 : 0), mean: value, support: [value, value],
  }),
  gamma: ({ mean, sd }) => {
    const shape = (mean / sd) ** 2, scale = (sd * sd) / mean;
    return {
      quantiles: () => {
        const unit = gammaQuantiles(shape);
        return (probability) => scale * unit(probability);
      },
      cdf: (x) => gammaProbability(shape, Math.max(x, 0) / scale),
      partialMean: (x) => mean * gammaProbability(shape + 1, Math.max(x, 0) / scale),
      mean, support: [0, Infinity],
    };
  },
  interval: ({ low, high, level = 0.9, shape = "normal" }) => {
    const score = normalScore((1 + level) / 2);
    if (shape === "normal") return normal((low + high) / 2, (high - low) / 2 / score);
    const logMean = (Math.log(low) + Math.log(high)) / 2, logSd = (Math.log(high) - Math.log(low)) / 2 / score;
    const mean = Math.exp(logMean + (logSd * logSd) / 2);
    return lognormal(mean, mean * Math.sqrt(Math.expm1(logSd * logSd)));
  },
  lognormal: ({ mean, sd }) => lognormal(mean, sd),
  mixture: ({ parts }) => {
    const total = parts.reduce((sum, { weight }) => sum + weight, 0);
    const shares = parts.map(({ weight }) => weight / total), members = parts.map(distributionOf);
    const cdf = (x) => members.reduce((sum, member, place) => sum + shares[place] * member.cdf(x), 0);
    return {
      quantiles: () => {
        const quantiles = members.map((member) => member.quantiles());
        return (probability) => {
          const ends = quantiles.map((quantile) => quantile(probability));
          let low = Math.min(...ends), high = Math.max(...ends);
          for (let turn = 0; turn < 64; turn += 1) {
            const middle = low + (high - low) / 2;
            if (cdf(middle) >= probability) high = middle;
            else low = middle;
          }
          return high;
        };
      },
      mean: members.reduce((sum, member, place) => sum + shares[place] * member.mean, 0),
      support: [Math.min(...members.map(({ support }) => support[0])), Math.max(...members.map(({ support }) => support[1]))],
    };
  },
  normal: ({ mean, sd }) => normal(mean, sd),
  pert: ({ low, mode, high }) => ({
    ...beta({ a: 1 + (4 * (mode - low)) / (high - low), b: 1 + (4 * (high - mode)) / (high - low), low, high }),
    mean: (low + 4 * mode + high) / 6,
  }),
  triangular,
  uniform: ({ low, high }) => ({
    quantiles: () => (probability) => low + (high - low) * probability,
    cdf: (x) => clipped((x - low) / (high - low), 0, 1),
    partialMean: (x) => (clipped((x - low) / (high - low), 0, 1) * (low + clipped(x, low, high))) / 2,
    mean: (low + high) / 2, support: [low, high],
  }),
};

// Smallest probability that may be left after cutting off (uncertainty/truncated.py).
const LEAST_LEFT = 1e-6;

function truncated(inner, { low, high }) {
  const atLow = low == null ? 0 : inner.cdf(low), atHigh = high == null ? 1 : inner.cdf(high);
  const support = [Math.max(inner.support[0], low ?? -Infinity), Math.min(inner.support[1], high ?? Infinity)];
  const below = low == null ? 0 : inner.partialMean(low), all = high == null ? inner.mean : inner.partialMean(high);
  return {
    quantiles: () => {
      const quantile = inner.quantiles();
      return (probability) => clipped(quantile(atLow + (atHigh - atLow) * probability), ...support);
    },
    cdf: (x) => clipped((inner.cdf(x) - atLow) / (atHigh - atLow), 0, 1),
    mean: (all - below) / (atHigh - atLow), support, left: atHigh - atLow,
  };
}

// A distribution as a case writes it.
function distributionOf({ kind, truncate, ...parameters }) {
  const inner = DISTRIBUTIONS[kind](parameters);
  return truncate ? truncated(inner, truncate) : inner;
}

const UNITLESS = new Set(["a", "b", "weights", "weight", "level", "tail", "alpha"]);

// The distribution of so many times the variable.
function scaledDistribution(written, factor) {
  const scaledPart = (name, part) => {
    if (typeof part === "number") return UNITLESS.has(name) ? part : part * factor;
    if (Array.isArray(part)) return UNITLESS.has(name) ? part : part.map((each) => scaledPart(name, each));
    return part && typeof part === "object" ? scaledDistribution(part, factor) : part;
  };
  const entries = written.kind === "beta" ? { low: 0, high: 1, ...written } : written;
  return Object.fromEntries(Object.entries(entries).map(([name, part]) => [name, scaledPart(name, part)]));
}
