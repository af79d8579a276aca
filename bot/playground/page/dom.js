// Building blocks of the page. Whatever people and bots write becomes text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  menu: "M4 7h16M4 12h16M4 17h10",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  slash: "M8 4h8a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4zM13.5 8l-3 8",
  clip: "M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3 3 0 0 1 4.3 4.3l-7.5 7.4a1.5 1.5 0 0 1-2.1-2.1l6.7-6.6",
  send: "M12 19V5M6 11l6-6 6 6",
  back: "M14 6l-6 6 6 6",
  next: "M10 6l6 6-6 6",
  pin: "M9 4h6l-1 6 3 3H7l3-3-1-6zM12 13v7",
  bot: "M6 16v-4.5C6 9 7.4 7.3 10 7v2.4c-1.3.3-1.9 1.1-1.9 2.3H10V16zM14 16v-4.5C14 9 15.4 7.3 18 7v2.4c-1.3.3-1.9 1.1-1.9 2.3H18V16z",
  people: "M9 11.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 18.5c.4-3 2.6-4.7 5.5-4.7s5.1 1.7 5.5 4.7M15.5 11.3a2.6 2.6 0 1 0-.9-5M17 14.1c2 .5 3.3 2 3.6 4.4",
  channel: "M4 10v4h3l8 4.5v-13L7 10zM18.5 9.5a3.5 3.5 0 0 1 0 5",
  comments: "M5 5.5h14v10h-8l-4 3.5v-3.5H5z",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  sticker: "M5 5h14v9l-5 5H5zM14 19v-5h5",
  plus: "M12 5v14M5 12h14",
  photo: "M4 6h16v12H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5v.01",
  video: "M4 6h16v12H4zM10 9.5v5l4.5-2.5z",
  sound: "M5 10v4M9 7v10M13 9v6M17 5v14M21 10v4",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  place: "M12 21s6-6.2 6-11a6 6 0 0 0-12 0c0 4.8 6 11 6 11zM12 10v.01",
  card: "M4 6h16v12H4zM8.5 11v.01M6.5 15c.3-1.2 1-1.8 2-1.8s1.7.6 2 1.8M14 10h3.5M14 13.5h3.5",
};

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "onClick") node.addEventListener("click", value);
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `sign-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onClick, more = {}) {
  return el("button", { type: "button", class: "icon", ariaLabel: label, title: label, onClick, ...more },
    icon(name));
}

export const aloud = (words) => el("span", { class: "aloud" }, words);

export function clock(seconds) {
  const time = new Date(seconds * 1000);
  const text = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return el("time", { dateTime: time.toISOString() }, text);
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

const dialog = document.getElementById("ask");

// Asks for a line of text in a dialog of the page's own: a promise of it, or of null.
export function askText(title, label, longest) {
  const field = dialog.querySelector("input");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("label span").textContent = label;
  field.value = "";
  field.maxLength = longest;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "ok" && field.value.trim() ? field.value.trim() : null);
    }, { once: true });
  });
}
