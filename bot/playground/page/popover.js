// A menu beside what it belongs to: arrows move in it, Escape gives the focus back.

import { el, icon } from "/page/dom.js";

const GAP = 6;
let shown = null; // { node, anchor }

export function closeMenu(refocus = false) {
  if (!shown) return;
  const { node, anchor } = shown;
  shown = null;
  node.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (refocus) anchor.focus();
}

// `items`: { label, icon, act, checked, hint }, or nothing in place of one; `emoji`: a first row of them, each
// { label, act, checked }. `title` names the menu.
export function openMenu(anchor, title, items, { emoji = [], note = "" } = {}) {
  if (shown?.anchor === anchor) {
    closeMenu(true);
    return;
  }
  closeMenu();
  const choose = (act) => () => {
    closeMenu(true);
    act();
  };
  const node = el("div", { class: "popover", role: "menu", ariaLabel: title });
  if (emoji.length) {
    node.append(el("div", { class: "emoji", role: "group", ariaLabel: "React" },
      ...emoji.map((one) => item({ ...one, act: choose(one.act) }))));
  }
  for (const one of items) if (one) node.append(item({ ...one, act: choose(one.act) }));
  if (note) node.append(el("p", {}, note));
  node.addEventListener("keydown", steer);
  document.body.append(node);
  place(node, anchor.getBoundingClientRect());
  anchor.setAttribute("aria-expanded", "true");
  shown = { node, anchor };
  (node.querySelector(":scope > [role^=menuitem]") ?? node.querySelector("button"))?.focus();
}

function item({ label, icon: sign, act, checked, hint }) {
  const role = checked === undefined ? "menuitem" : "menuitemcheckbox";
  const button = el("button", { type: "button", role, tabIndex: -1, onClick: act });
  if (sign) button.append(icon(sign));
  button.append(el("span", { dir: "auto" }, label));
  if (hint) button.append(el("small", { dir: "auto" }, hint));
  if (checked !== undefined) button.setAttribute("aria-checked", String(checked));
  return button;
}

function place(node, beside) {
  const { innerWidth, innerHeight } = window;
  const { offsetWidth: width, offsetHeight: height } = node;
  const left = Math.min(Math.max(GAP, beside.right - width), innerWidth - width - GAP);
  const below = beside.bottom + GAP;
  const above = beside.top - height - GAP;
  const top = below + height + GAP <= innerHeight ? below : Math.max(GAP, above);
  node.style.left = `${left}px`;
  node.style.top = `${top}px`;
}

function steer(event) {
  const all = [...shown.node.querySelectorAll("button")];
  const at = all.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) all.at((at + step) % all.length).focus();
  else if (event.key === "Home") all[0].focus();
  else if (event.key === "End") all.at(-1).focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu(true);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("pointerdown", (event) => {
  if (shown && !shown.node.contains(event.target) && !shown.anchor.contains(event.target)) closeMenu();
});
window.addEventListener("resize", () => closeMenu());
window.addEventListener("blur", () => closeMenu());
