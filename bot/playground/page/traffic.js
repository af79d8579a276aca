// What goes between the bot and the server, as JSON, for whoever builds on it.

import { el } from "/page/render.js";

const KEPT = 60;
const LONGEST = 20000;
const log = document.getElementById("log");

export function clearTraffic() {
  log.replaceChildren();
}

export function listRequest({ method, params, problem }) {
  add("→", method, problem || hint(params), params, problem);
}

export function listUpdate({ update }) {
  const kind = Object.keys(update).find((name) => name !== "update_id");
  add("←", kind, hint(update[kind]), update, "");
}

function hint(value) {
  const kind = ["photo", "document", "voice", "sticker"].find((name) => name in value);
  return value.text ?? value.data ?? value.caption ?? value.action ?? kind ?? "";
}

function add(arrow, name, words, value, problem) {
  const summary = el("summary", {},
    el("span", { class: "arrow", ariaHidden: "true" }, arrow),
    el("span", { class: "aloud" }, arrow === "→" ? "Request " : "Update "),
    el("code", {}, name), el("span", { class: "hint", dir: "auto" }, ` ${String(words).slice(0, 80)}`));
  const kind = arrow === "→" ? "request" : "update";
  const details = el("details", { class: problem ? "refused" : kind }, summary);
  // Written when it is first opened: most never are.
  details.addEventListener("toggle", () => {
    if (problem) details.append(el("p", { class: "problem" }, problem));
    details.append(el("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2).slice(0, LONGEST)));
  }, { once: true });
  log.prepend(el("li", {}, details));
  while (log.children.length > KEPT) log.lastElementChild.remove();
}
