// The table of an overview: search, filter by column, and sort by what stands in a column, with mouse and keyboard.
// Without this script it is a table as any other.
(() => {
  "use strict";
  const dutch = document.documentElement.lang !== "en";
  const counted = (count) => count.toLocaleString(dutch ? "nl" : "en");
  const say = dutch
    ? { search: "Zoek", all: "alle", shown: (shown, count) => `${counted(shown)} van ${counted(count)} rapporten`, up: "oplopend gesorteerd", down: "aflopend gesorteerd", within: ", per case en scenario", by: "Sorteer op" }
    : { search: "Search", all: "all", shown: (shown, count) => `${counted(shown)} of ${counted(count)} reports`, up: "sorted upwards", down: "sorted downwards", within: ", within a case and scenario", by: "Sort by" };
  const MOST_CHOICES = 40;
  const holder = document.getElementById("table-overview");
  const table = holder && (holder.matches("table") ? holder : holder.querySelector("table"));
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const text = (row, column) => row.cells[column].textContent.trim();

  // 's-Hertogenbosch stands at the H, as in inputs/tables/municipality_names.py.
  const sorted = (name) => name.replace(/^['’][a-z][- ]/i, "");

  // A number as the page writes it; null for words, which come last however is sorted: they are not ranked.
  const number = (shown) => {
    const plain = shown.replace(/ (van|of) \d+$|\+ PM$/, "").replace(/[€\s\u00a0\u202f]/g, "").replace(/−/g, "-");
    const written = dutch ? plain.replace(/\./g, "").replace(",", ".") : plain.replace(/,/g, "");
    return /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : null;
  };
  // A column with a number in it is sorted by number; of the others those with a few words, but for the first, can be filtered by.
  const isNumeric = heads.map((_, column) => column > 0 && rows.some((row) => number(text(row, column)) !== null));

  // Balances of two cases or scenarios are not ranked among each other. The link of a row names both: reports/case/municipality/scenario/file.
  const groups = new Map();
  for (const row of rows) {
    const steps = (row.querySelector("th a")?.getAttribute("href") ?? "").split("/");
    const name = `${steps[1]}/${steps[3]}`;
    if (!groups.has(name)) groups.set(name, groups.size);
    row.dataset.group = groups.get(name);
  }

  const bar = document.createElement("div");
  bar.className = "overview-bar";
  const field = (label, control) => {
    const wrapper = document.createElement("label");
    const name = document.createElement("span");
    name.textContent = label;
    wrapper.append(name, control);
    bar.append(wrapper);
    return control;
  };
  const search = field(say.search, document.createElement("input"));
  search.type = "search";
  const filters = [];
  heads.forEach((head, column) => {
    const values = [...new Set(rows.map((row) => text(row, column)))];
    if (column === 0 || isNumeric[column] || values.length < 2 || values.length > MOST_CHOICES) return;
    const choice = document.createElement("select");
    for (const value of ["", ...values.sort((a, b) => a.localeCompare(b))]) {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = value || say.all;
      choice.append(option);
    }
    field(head.textContent.trim(), choice);
    choice.addEventListener("change", show);
    filters.push([column, choice]);
  });
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  holder.before(bar, status);

  function show() {
    const words = search.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLocaleLowerCase().includes(words) && filters.every(([column, choice]) => !choice.value || text(row, column) === choice.value);
      row.hidden = !fits;
      shown += fits;
    }
    status.textContent = say.shown(shown, rows.length);
  }
  search.addEventListener("input", show);

  table.tHead.dataset.by = say.by;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
      const keyed = rows.map((row, place) => ({ row, place, group: isNumeric[column] ? row.dataset.group : 0, key: isNumeric[column] ? number(text(row, column)) : text(row, column) }));
      const compare = (a, b) => {
        if (a.group !== b.group) return a.group - b.group;
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
        const order = isNumeric[column] ? a.key - b.key : sorted(a.key).localeCompare(sorted(b.key), document.documentElement.lang);
        return direction * order || a.place - b.place;
      };
      body.append(...keyed.sort(compare).map((entry) => entry.row));
      status.textContent = `${button.textContent.trim()}: ${direction === 1 ? say.up : say.down}${isNumeric[column] && groups.size > 1 ? say.within : ""}`;
    });
  });
  show();
})();
