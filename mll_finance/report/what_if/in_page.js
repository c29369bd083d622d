// The panel in the report: its settings stand in the address, and are kept as a link, a command or a file.
const MARK = "#try=";

function fromAddress() {
  if (!location.hash.startsWith(MARK)) return [{}, ""];
  let read = null;
  try {
    read = JSON.parse(decodeURIComponent(location.hash.slice(MARK.length)));
  } catch {
    return [{}, words.link_unreadable];
  }
  return isMapping(read) ? possibleOf(read) : [{}, words.link_unreadable];
}

function keepSettings() {
  const isChanged = Object.keys(changes).length > 0;
  if (!isChanged && !location.hash.startsWith(MARK)) return;
  const address = isChanged ? MARK + encodeURIComponent(JSON.stringify(changes)) : location.pathname + location.search;
  try {
    history.replaceState(null, "", address);
  } catch {
    // A page that may not change its address keeps its settings all the same.
  }
}

const fileText = /^[\w.\/-]+$/.test(panel.file) ? panel.file : `"${panel.file.replace(/["$`\\]/g, "\\$&")}"`;
const commandText = () => ["mll appraise", fileText, ...Object.entries(changes).map(([path, value]) => `--set "${path}=${inCommand(value)}"`)].join(" ");
const scenarioText = () => `scenarios:\n  zelf_geprobeerd:\n    title: ${words.scenario_title}\n    set:\n${
  Object.entries(changes).map(([path, value]) => `      ${path}: ${inCommand(value)}\n`).join("") || "      {}\n"}`;

function save() {
  const link = element("a", { href: URL.createObjectURL(new Blob([scenarioText()], { type: "text/yaml" })), download: "zelf_geprobeerd.yaml" });
  kept.hidden = false;
  kept.value = scenarioText();
  link.click();
  URL.revokeObjectURL(link.href);
}

build([button(words.link, () => copy(location.href)), button(words.set, () => copy(commandText())), button(words.save, save)]);
[changes, complaint] = fromAddress();
find("");
// The draws of the case take a moment: they are made when somebody comes near, or comes with settings.
// A browser that loads a page again may scroll back to where it was, so who comes with settings is not waited for.
const near = new IntersectionObserver((entries) => {
  if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
  near.disconnect();
  changed();
}, { rootMargin: "300px" });
if (location.hash.startsWith(MARK)) {
  document.getElementById("try").scrollIntoView();
  changed();
} else near.observe(place);
// From an assumption in the report to its field here, also where that is behind the search.
function show(path) {
  const field = fieldsByPath.get(path);
  if (field === undefined) return;
  const { node } = control(field);
  if (!node.isConnected) {
    search.value = field.title;
    find(field.title);
    if (!node.isConnected) found.prepend(node);
  }
  if (Object.keys(changes).length) keepSettings();
  node.scrollIntoView({ block: "center" });
  node.querySelector("input").focus({ preventScroll: true });
}
document.addEventListener("click", ({ target }) => {
  const row = target.closest("a.try-on")?.closest("tr");
  // After the browser has followed the link, so that its way back leads to the assumption.
  if (row) setTimeout(() => show(row.id));
});
window.addEventListener("hashchange", () => {
  if (location.hash.startsWith(MARK)) settle(...fromAddress());
});
