// The chats side by side, as many as there is room for, and the list to choose them from.

import { aloud, el, icon } from "/page/dom.js";
import { kindOf } from "/page/room.js";

const NARROW = "(max-width: 899px)";
const PANE_MIN = 372; // pixels; less is no place to read
const MOST = 4;

export class Deck {
  // `house`: look() is called when other chats are in view than before.
  constructor(house) {
    this.house = house;
    this.deck = document.getElementById("deck");
    this.list = document.getElementById("chat-list");
    this.panes = new Map(); // chat id -> pane, in the order of the list
    this.wanted = []; // chat ids, the one used last first
    this.shown = new Set();
    this.list.addEventListener("keydown", (event) => this.steer(event));
    new ResizeObserver(() => this.arrange()).observe(this.deck);
  }

  get active() {
    return this.panes.get(this.wanted[0]);
  }

  get capacity() {
    if (matchMedia(NARROW).matches) return 1;
    return Math.min(MOST, Math.max(1, Math.floor(this.deck.clientWidth / PANE_MIN)));
  }

  clear() {
    this.panes.clear();
    this.wanted = [];
    this.shown.clear();
    this.deck.replaceChildren();
    this.list.replaceChildren();
  }

  // Puts the panes in the order of the list: the bot, then groups, each channel before its
  // comments.
  add(panes) {
    for (const pane of panes) this.panes.set(pane.id, pane);
    const place = ({ room, kind }) => {
      if (kind === "private") return [0, 0, 0];
      const channel = kind === "channel";
      if (channel || room.linked) return [1, channel ? room.id : room.linked, channel ? 0 : 1];
      return [2, room.id, 0];
    };
    const sorted = [...this.panes.values()].sort((a, b) => {
      const [one, two] = [place(a), place(b)];
      return one[0] - two[0] || two[1] - one[1] || one[2] - two[2];
    });
    this.panes = new Map(sorted.map((pane) => [pane.id, pane]));
    for (const pane of sorted) if (!this.wanted.includes(pane.id)) this.wanted.push(pane.id);
    // Those in their place are left there: a node that is moved loses the focus and its scroll.
    sorted.forEach(({ node }, i) => {
      if (this.deck.children[i] !== node) this.deck.insertBefore(node, this.deck.children[i] ?? null);
    });
    this.arrange();
  }

  remove(id) {
    this.panes.get(id)?.node.remove();
    this.panes.delete(id);
    this.wanted = this.wanted.filter((other) => other !== id);
    this.arrange();
  }

  show(id) {
    this.activate(id);
    this.arrange();
  }

  // The chat that is used: the last to give way when there is less room.
  activate(id) {
    if (this.wanted[0] === id) return;
    this.wanted = [id, ...this.wanted.filter((other) => other !== id)];
    this.mark();
  }

  // Its room goes to those beside it, not to a chat that had none.
  close(id) {
    this.wanted = this.wanted.filter((other) => other !== id && this.shown.has(other));
    this.arrange();
    this.active.composer.focus();
  }

  arrange() {
    this.shown = new Set(this.wanted.slice(0, this.capacity));
    for (const pane of this.panes.values()) {
      const on = this.shown.has(pane.id);
      const turned = pane.node.hidden === on;
      pane.node.hidden = !on;
      pane.close.hidden = this.shown.size < 2;
      if (on && turned && pane.timeline.following) pane.timeline.toBottom();
    }
    this.deck.dataset.shown = this.shown.size;
    this.mark();
  }

  mark() {
    for (const pane of this.panes.values()) pane.node.classList.toggle("active", pane === this.active);
    this.house.look();
    this.draw();
  }

  draw() {
    const focused = this.list.contains(document.activeElement)
      && document.activeElement.dataset.chat;
    this.list.replaceChildren(...[...this.panes.values()].map((pane) => el("li", {}, this.item(pane))));
    if (focused) this.list.querySelector(`[data-chat="${focused}"]`)?.focus();
  }

  item(pane) {
    const { label, sign } = kindOf(pane.room);
    const active = pane === this.active;
    const button = el("button",
      { type: "button", class: "chat", tabIndex: active ? 0 : -1, onClick: () => {
        this.show(pane.id);
        if (matchMedia("(hover: hover)").matches) pane.composer.focus();
      } },
      el("span", { class: "avatar" }, icon(sign)),
      el("span", { class: "names" },
        el("strong", { dir: "auto" }, pane.room.title),
        el("span", { class: "last", dir: "auto", ariaHidden: "true" }, pane.preview()),
        el("span", { class: "label" }, label)),
      pane.total ? el("b", { class: "badge" }, String(pane.total), aloud(" unread")) : null);
    button.dataset.chat = pane.id;
    if (this.shown.has(pane.id)) button.classList.add("shown");
    if (active) button.setAttribute("aria-current", "true");
    return button;
  }

  steer(event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.list.querySelectorAll(".chat")];
    all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
  }
}
