// Special functions to some fourteen digits. Lanczos (1964) for the logarithm of gamma; Lentz's continued fractions for the
// incomplete beta and gamma (DLMF 8.17.22, 8.9.2; 8.7.1 for the series); Wichura (1988), AS 241, for normal quantiles.
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const TINY = 1e-300, PRECISE = 3e-16;

function logGamma(x) {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  let sum = LANCZOS[0];
  for (let term = 1; term < 9; term += 1) sum += LANCZOS[term] / (x - 1 + term);
  const base = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

// The continued fraction n0 / (d0 + n1 / (d1 + ...)).
function lentz(numeratorOf, denominatorOf) {
  let fraction = TINY, c = TINY, d = 0;
  for (let step = 0; step < 1000; step += 1) {
    const numerator = numeratorOf(step), denominator = denominatorOf(step);
    d = 1 / (denominator + numerator * d || TINY);
    c = denominator + numerator / c || TINY;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISE) break;
  }
  return fraction;
}

// Regularised incomplete beta, with the logarithm of the beta function of its shapes.
function betaProbability(a, b, x, logBeta) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaTail(b, a, 1 - x, logBeta);
  return betaTail(a, b, x, logBeta);
}

function betaTail(a, b, x, logBeta) {
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) / a;
  const numeratorOf = (step) => {
    if (step === 0) return 1;
    const half = step >> 1, whole = a + 2 * half;
    return step & 1
      ? (-(a + half) * (a + b + half) * x) / (whole * (whole + 1))
      : (half * (b - half) * x) / ((whole - 1) * whole);
  };
  return front * lentz(numeratorOf, () => 1);
}

// Regularised lower incomplete gamma; the upper one where asked.
function gammaProbability(shape, x, upper = false) {
  if (x <= 0) return upper ? 1 : 0;
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape, sum = term;
    for (let step = 1; step < 10000 && Math.abs(term) > Math.abs(sum) * PRECISE; step += 1) {
      term *= x / (shape + step);
      sum += term;
    }
    return upper ? 1 - front * sum : front * sum;
  }
  const tail = front * lentz((step) => (step ? step * (shape - step) : 1), (step) => x + 2 * step + 1 - shape);
  return upper ? tail : 1 - tail;
}

// Moshier (1992), Cephes: rational approximations of erf and erfc, from the highest power down.
const ERF = [
  [9.60497373987051638749, 90.0260197203842689217, 2232.00534594684319226, 7003.32514112805075473, 55592.3013010394962768],
  [1, 33.5617141647503099647, 521.357949780152679795, 4594.32382970980127987, 22629.0000613890934246, 49267.3942608635921086],
];
const ERFC = [
  [2.46196981473530512524e-10, 0.564189564831068821977, 7.46321056442269912687, 48.6371970985681366614,
    196.520832956077098242, 526.445194995477358631, 934.52852717195760754, 1027.55188689515710272, 557.535335369399327526],
  [1, 13.2281951154744992508, 86.7072140885989742329, 354.937778887819891062, 975.708501743205489753,
    1823.90916687909736289, 2246.33760818710981792, 1656.66309194161350182, 557.535340817727675546],
];
const ERFC_FAR = [
  [0.564189583547755073984, 1.27536670759978104416, 5.01905042251180477414, 6.16021097993053585195, 7.4097426995044893916,
    2.9788666537210024067],
  [1, 2.2605286322011727659, 9.39603524938001434673, 12.0489539808096656605, 17.0814450747565897222, 9.60896809063285878198,
    3.3690764510008151605],
];

function normalProbability(score) {
  const x = score * Math.SQRT1_2, size = Math.abs(x);
  if (size < Math.SQRT1_2) return 0.5 + 0.5 * x * ratio(ERF, x * x);
  const tail = 0.5 * Math.exp(-x * x) * ratio(size < 8 ? ERFC : ERFC_FAR, size);
  return score > 0 ? 1 - tail : tail;
}

const CENTRE = [
  [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
  [5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1],
];
const MIDDLE = [
  [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
  [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1],
];
const FAR = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
  [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1],
];
const horner = (coefficients, x) => coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
const ratio = ([above, below], x) => horner(above, x) / horner(below, x);

function normalScore(probability) {
  const fromCentre = probability - 0.5;
  if (Math.abs(fromCentre) <= 0.425) return fromCentre * ratio(CENTRE, 0.180625 - fromCentre * fromCentre);
  const root = Math.sqrt(-Math.log(fromCentre < 0 ? probability : 1 - probability));
  const size = root <= 5 ? ratio(MIDDLE, root - 1.6) : ratio(FAR, root - 5);
  return fromCentre < 0 ? -size : size;
}

// The value at which a rising function reaches a target: Newton's steps within a bracket. A step doubles the digits, so the
// one after eight digits is the last.
function solved(functionOf, slopeOf, target, low, high, start) {
  let x = start;
  for (let step = 0; step < 200; step += 1) {
    const excess = functionOf(x) - target;
    if (excess === 0) return x;
    if (excess > 0) high = x;
    else low = x;
    let next = x - excess / slopeOf(x);
    if (Math.abs(next - x) <= 1e-9 * Math.abs(x)) return next;
    if (!(next > low && next < high)) next = low > 0 && high / low > 4 ? Math.sqrt(low * high) : (low + high) / 2;
    x = next;
  }
  return x;
}
