// The panel in JupyterLab: its settings are those of the kernel, which saves them in the case, writes them as text, and works
// the case out as the suite does.
function keepSettings() {
  tell("");
  model.set("changes", changes);
  model.save_changes();
}

const reply = element("p", { role: "status", class: "try-reply" });
const sure = element("button", {
  type: "button", class: "try-save", text: words.sure, hidden: true, onclick: () => ask({ ask: "save", name: name.value, accept: true }),
});
const name = element("input", {
  type: "text", id: `${prefix}-name`, maxlength: LONGEST, autocomplete: "off",
  onkeydown: (event) => { if (event.key === "Enter") saveInCase(); },
});

// What was answered belongs to the settings of then: it goes as soon as these change.
function tell(text, isDoubtful = false) {
  reply.textContent = text;
  reply.hidden = text === "";
  sure.hidden = !isDoubtful;
}

function ask(question) {
  if (place.hasAttribute("aria-busy")) {
    clearTimeout(timer);
    follow();
  }
  tell(words.asked);
  model.send({ ...question, panel: prefix });
}

const saveInCase = () => ask({ ask: "save", name: name.value, accept: false });

function receive(message) {
  if (message.panel !== prefix) return;
  tell(message.text, message.doubtful);
  if (message.copy !== undefined) copy(message.copy);
}

function followKernel() {
  const asked = model.get("changes");
  if (JSON.stringify(asked) !== JSON.stringify(changes)) settle(...possibleOf(asked));
}

build(
  [button(words.suite, () => ask({ ask: "suite", mean: latest?.mean })), button(words.parameters, () => ask({ ask: "parameters" }))],
  [
    element("p", { class: "try-search" }, element("label", { for: name.id, text: words.scenario_name }), name,
      element("button", { type: "button", class: "try-save", text: words.save_in_case, onclick: saveInCase })),
    reply, sure,
  ],
);
tell("");
[changes, complaint] = possibleOf(model.get("changes"));
model.on("change:changes", followKernel);
model.on("msg:custom", receive);
find("");
changed();
