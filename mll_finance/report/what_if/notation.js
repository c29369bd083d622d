// Numbers as a reader writes and reads them, in the notation of the language.
const locale = language === "nl" ? "nl-NL" : "en-GB", decimalSign = language === "nl" ? "," : ".";
const FIGURES = 3, EXACT = 12;

// Making a format takes far longer than using it.
const formats = new Map();
function digits(value, options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale, options));
  return formats.get(key).format(value).replace("-", "\u2212");
}
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
