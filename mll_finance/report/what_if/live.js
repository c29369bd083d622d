// All that a notebook keeps of the panel: the script, its style and its words come from the kernel, whenever it is shown.
let count = 0;

function brought(model) {
  return new Promise((resolve) => {
    const receive = (message) => {
      if (message.script === undefined) return;
      model.off("msg:custom", receive);
      resolve(message);
    };
    model.on("msg:custom", receive);
    model.send({ ask: "script" });
  });
}

async function render({ model, el }) {
  const { script, style, language, intro, warning } = await brought(model);
  const [whole, sheet, told, notice, place] = ["div", "style", "p", "p", "div"].map((tag) => document.createElement(tag));
  Object.assign(whole, { className: "mll try-live", lang: language });
  // A key is for what has the focus: an arrow moves the slider, not the notebook to another cell.
  whole.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
  sheet.textContent = style;
  told.textContent = intro;
  Object.assign(notice, { className: "try-notice", textContent: warning });
  place.className = "try-place";
  whole.append(sheet, told);
  el.append(whole);
  // A case that is too large has no script: what was told says so.
  if (!script) return;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { mount } = await import(address);
  URL.revokeObjectURL(address);
  whole.append(notice, place);
  count += 1;
  mount(place, model, `try-${Date.now().toString(36)}-${count}`);
  // The sentence that stands for the panel in a notebook that nobody runs.
  const instead = el.closest(".jp-OutputArea-child")?.previousElementSibling;
  if (instead) instead.style.display = "none";
}

export default { render };
