// One assumption: its slider and its field, with source, range and what is wrong with what was typed.
const STEPS = 200;
const controls = new Map();

function control(field) {
  if (controls.has(field.path)) return controls.get(field.path);
  const id = `${prefix}-${panel.fields.indexOf(field)}`;
  const span = field.high - field.low;
  const warning = element("p", { class: "try-warning", id: `${id}-warning` });
  const number = element("input", {
    type: "text", inputmode: "decimal", id: `${id}-number`, "aria-label": say("field", { title: field.title }),
    "aria-describedby": `${id}-about ${id}-warning`, onchange: () => enter(number.value),
  });
  const slider = field.unknown || !(span > 0) ? null : element("input", {
    type: "range", min: 0, max: STEPS, id: `${id}-slider`, "aria-label": say("slider", { title: field.title }),
    "aria-describedby": `${id}-about`,
    oninput: () => set(onStep(Number(slider.value))),
  });
  const undo = element("button", {
    type: "button", class: "try-undo", "aria-label": say("undo", { title: field.title }), text: words.undo_short,
    onclick: () => { change(field.path, undefined); number.focus(); },
  });
  const mark = slider === null ? null : element("span", {
    class: "try-mark", "aria-hidden": "true", style: `left:${Math.min(100, Math.max(0, (100 * (field.central - field.low)) / span))}%`,
  });
  const about = [
    field.byYear ? words.factor : "",
    field.unknown ? words.unknown : say("in_report", { value: bare(field, field.central) }),
    field.unknown ? "" : say(field.certain ? "tried_between" : "between", { low: bare(field, field.low), high: bare(field, field.high) }),
    [field.source, field.grade ? say("quality", { grade: field.grade }) : ""].filter(Boolean).join(", "),
  ].filter(Boolean).join(" \u00b7 ");
  const node = element("div", { class: "try-field" },
    element("p", { class: "try-title", text: field.title }),
    element("div", { class: "try-row" },
      slider === null ? null : element("span", { class: "try-slider" }, slider, mark),
      number, element("span", { class: "try-unit", text: field.percent ? "%" : field.unit }), undo),
    element("p", { class: "try-about", id: `${id}-about`, text: about }), warning);

  // A round number, so that what is shown is what is worked out; the ends are those of the range.
  function onStep(step) {
    if (step === 0 || step === STEPS) return step ? field.high : field.low;
    return Math.min(field.high, Math.max(field.low, Number((field.low + (span * step) / STEPS).toPrecision(FIGURES))));
  }
  function set(value) {
    change(field.path, field.within ? { [field.within]: value } : field.byYear ? { times: value } : value);
  }
  function enter(text) {
    if (!text.trim()) return change(field.path, undefined);
    // Twice as much, with the spread that goes along.
    const factor = field.unknown ? null : text.match(/^\s*[x\u00d7*]\s*(.+)$/i);
    const times = factor === null ? null : typed({}, factor[1]);
    if (times !== null && times > 0) return field.isSetting ? set(field.central * times) : change(field.path, { times });
    const value = typed(field, text);
    if (value !== null) return set(value);
    return refuse(say("no_number", { example: plain(field, field.unknown ? 1000.5 : field.central) }));
  }
  function refresh() {
    const value = centralNow(field), isOpen = isMapping(value), own = changes[field.path];
    // What was typed or slid to stands there whole; what a factor makes of it is rounded.
    const isFactor = isMapping(own) && "times" in own && !field.byYear;
    const isExact = own !== undefined && !isFactor && value !== field.low && value !== field.high;
    node.classList.toggle("changed", field.path in changes);
    undo.hidden = !(field.path in changes);
    number.removeAttribute("aria-invalid");
    number.value = value === null || isOpen ? "" : plain(field, value, isExact);
    if (slider !== null && !isOpen) {
      // Where the slider stands for this number it stays: a rounded number may lie nearer to the step before.
      if (onStep(Number(slider.value)) !== value) slider.value = Math.round((STEPS * (value - field.low)) / span);
      slider.setAttribute("aria-valuetext", shown(field, value));
    }
    const isOutside = !field.unknown && !isOpen && (value < field.low || value > field.high) && field.path in changes;
    warning.textContent = isOutside ? say("outside", { low: shown(field, field.low), high: shown(field, field.high) }) : "";
  }
  function refuse(text) {
    number.setAttribute("aria-invalid", "true");
    warning.textContent = text;
  }
  controls.set(field.path, { node, refresh, refuse });
  refresh();
  return controls.get(field.path);
}
