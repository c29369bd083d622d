// What was changed as text to keep.
// A number as a file has it: no power of ten without a point, and no three decimals that could be thousands.
function written(number) {
  const [mantissa, exponent] = String(number).split("e");
  if (exponent !== undefined) return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${exponent}`;
  return /^-?[1-9]\d{0,2}\.\d{3}$/.test(mantissa) ? `${mantissa}0` : mantissa;
}

const inCommand = (value) => (isMapping(value)
  ? `{${Object.entries(value).map(([key, part]) => `${key}: ${inCommand(part)}`).join(", ")}}`
  : isNumber(value) ? written(value) : String(value));

const kept = element("textarea", { id: `${prefix}-kept`, class: "try-kept", rows: 4, readonly: true, "aria-label": words.text, hidden: true });
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
