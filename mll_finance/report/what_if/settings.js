// What the reader has changed, by path; what cannot be is refused in words.
const LONGEST = 300;
const fieldsByPath = new Map(panel.fields.map((field) => [field.path, field]));
let changes = {}, delivered = null, timer = null, complaint = "";
const centralNow = (field) => {
  const change = changes[field.path];
  if (change === undefined) return field.unknown ? null : field.central;
  if (field.within) return isMapping(change) ? change[field.within] : field.central;
  if (!isMapping(change) || !("times" in change) || field.unknown) return change;
  if (field.byYear) return change.times;
  return Math.min(Number((field.central * change.times).toPrecision(EXACT)), data.inputs[field.path].most ?? Infinity);
};

const byCanonicalPath = (asked) => Object.fromEntries(Object.entries(asked).map(([path, value]) => [canonical(path), value]));

// Settings that somebody else wrote: what can be tried, and in words what cannot. There may stand anything, so that nothing else
// of it is kept, shown as a setting or copied.
function possibleOf(asked) {
  const refusals = [];
  const possible = Object.entries(byCanonicalPath(asked)).filter(([path, value]) => {
    const refusal = refusalOf({ [path]: value });
    if (refusal !== null) refusals.push(inWords(refusal));
    return refusal === null;
  });
  const told = refusals.slice(0, FIGURES).map((text) => text.slice(0, LONGEST));
  return [Object.fromEntries(possible), told.length ? [words.link_left_out, ...told].join(" ") : ""];
}

function refusalOf(asked) {
  try {
    changedCase(asked);
    return null;
  } catch (error) {
    if (!(error instanceof ChangeError)) throw error;
    return error;
  }
}

// What cannot be, with the title of the assumption and its number as a reader writes it.
function inWords({ key, path, found }) {
  const field = fieldsByPath.get(path);
  return say(key, { path: field?.title ?? path, found: field && isNumber(found) ? shown(field, found) : found });
}

function change(path, value) {
  complaint = "";
  const { [path]: _, ...rest } = changes;
  changes = value === undefined ? rest : { ...rest, [path]: value };
  changed();
}

function changed() {
  keepSettings();
  for (const control of controls.values()) control.refresh();
  status.textContent = words.working;
  place.setAttribute("aria-busy", "true");
  clearTimeout(timer);
  // What the reader does next goes before it, so that of moves in a row the last is followed.
  timer = setTimeout(follow);
}
