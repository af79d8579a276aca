// What goes between the bot and the server, as JSON, for whoever builds on it.

import { aloud, el } from "/page/dom.js";

const KEPT = 200;
const LONGEST = 20000;
const KINDS = ["all", "requests", "updates", "refused"];

export class Traffic {
  // `copy(text)` puts a text on the clipboard.
  constructor(copy) {
    this.copy = copy;
    this.log = document.getElementById("log");
    this.none = document.getElementById("no-traffic");
    this.words = document.getElementById("traffic-words");
    this.kind = "all";
    this.words.addEventListener("input", () => this.sift());
    const box = document.getElementById("traffic-kinds");
    box.append(...KINDS.map((kind) => el("button",
      { type: "button", ariaPressed: String(kind === "all"), onClick: (event) => {
        this.kind = kind;
        for (const other of box.children) other.ariaPressed = String(other === event.target);
        this.sift();
      } }, kind)));
    document.getElementById("traffic-clear").addEventListener("click", () => this.clear());
  }

  clear() {
    this.log.replaceChildren();
    this.sift();
  }

  request({ method, params, problem }) {
    this.add("requests", method, problem || hint(params), params, problem);
  }

  update({ update }) {
    // A fault may have made anything of it, or nothing.
    const kind = Object.keys(update ?? {}).find((name) => name !== "update_id");
    this.add("updates", kind ?? "nothing", hint(update?.[kind]), update, "");
  }

  add(kind, name, words, value, problem) {
    const arrow = kind === "requests" ? "→" : "←";
    const summary = el("summary", {},
      el("span", { class: "arrow", ariaHidden: "true" }, arrow),
      aloud(kind === "requests" ? "Request " : "Update "),
      el("code", {}, name), el("span", { class: "hint", dir: "auto" }, String(words).slice(0, 80)));
    const details = el("details", { class: problem ? `${kind} refused` : kind }, summary);
    const json = () => JSON.stringify(value, null, 2);
    // Written when it is first opened: most never are.
    details.addEventListener("toggle", () => {
      if (problem) details.append(el("p", { class: "problem" }, problem));
      details.append(
        el("pre", { tabIndex: 0, ariaLabel: "JSON" }, json().slice(0, LONGEST)),
        el("button", { type: "button", class: "quiet", onClick: () => this.copy(json()) }, "Copy"));
    }, { once: true });
    const row = el("li", {}, details);
    row.said = `${name} ${JSON.stringify(value)} ${problem}`.toLowerCase();
    this.log.prepend(row);
    while (this.log.children.length > KEPT) this.log.lastElementChild.remove();
    this.siftOne(row);
    this.count();
  }

  sift() {
    for (const row of this.log.children) this.siftOne(row);
    this.count();
  }

  siftOne(row) {
    const fits = this.kind === "all" || row.firstElementChild.classList.contains(this.kind);
    row.hidden = !fits || !row.said.includes(this.words.value.trim().toLowerCase());
  }

  count() {
    const all = this.log.children.length;
    this.none.hidden = [...this.log.children].some((row) => !row.hidden);
    this.none.textContent = all ? "Nothing here fits." : "Nothing yet.";
  }
}

function hint(value) {
  if (!(value instanceof Object)) return "";
  const content = value.message instanceof Object ? value.message : value;
  const said = value.text ?? value.data ?? value.query ?? value.caption ?? value.action ?? content.text;
  if (said !== undefined) return said;
  return ["photo", "document", "voice", "sticker", "poll", "pinned_message", "new_chat_members"]
    .find((name) => name in content) ?? value.chat?.title ?? "";
}
