// Sentences, elements and tables of the panel.
const say = (key, values = {}) => filled(words[key], values);
const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

function table(caption, head, rows, note = "") {
  // Where there is little room a row is a card: what it is for a screen reader is said, and an amount carries the head of its column.
  const body = rows.map((cells) => element("tr", { role: "row" }, ...cells.map((cell, column) => {
    cell.setAttribute("role", column ? "cell" : "rowheader");
    if (column) cell.dataset.head = head[column];
    return cell;
  })));
  const heads = head.map((text, column) => element("th", { scope: "col", role: "columnheader", class: column ? "number" : null, text }));
  const grid = element("table", { role: "table" },
    element("caption", {}, element("span", { text: caption })),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads)),
    element("tbody", { role: "rowgroup" }, ...body));
  const scroll = element("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: 0 }, grid);
  return element("div", { class: "table" }, scroll, note ? element("p", { class: "remark", text: note }) : null);
}

const rowHead = (text, small = "") => element("th", { scope: "row" }, text, small ? element("small", { text: small }) : null);
