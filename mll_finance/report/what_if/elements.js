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
  const body = rows.map((cells) => element("tr", {}, ...cells));
  const grid = element("table", {},
    element("caption", {}, element("span", { text: caption })),
    element("thead", {}, element("tr", {}, ...head.map((text, column) => element("th", { scope: "col", class: column ? "number" : null, text })))),
    element("tbody", {}, ...body));
  const scroll = element("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: 0 }, grid);
  return element("div", { class: "table" }, scroll, note ? element("p", { class: "remark", text: note }) : null);
}

const rowHead = (text, small = "") => element("th", { scope: "row" }, text, small ? element("small", { text: small }) : null);
