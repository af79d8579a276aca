// The topics of a forum, as tabs.

import { aloud, el, iconButton } from "/page/dom.js";

export const GENERAL = 1;

export class TopicTabs {
  // `pane`: its room, its `topic` (the one in view), `unread`, openTopic(id) and newTopic().
  constructor(pane) {
    this.pane = pane;
    this.node = el("div", { class: "topics", role: "tablist", ariaLabel: "Topics", hidden: true });
    this.node.addEventListener("keydown", (event) => this.steer(event));
  }

  draw() {
    const { room } = this.pane;
    this.node.hidden = !room.is_forum;
    if (!room.is_forum) return;
    const focused = this.node.contains(document.activeElement);
    this.node.replaceChildren(...room.topics.map((topic) => this.tab(topic)),
      iconButton("plus", "Open a new topic", () => this.pane.newTopic(), { tabIndex: -1 }));
    if (focused) this.node.querySelector("[aria-selected=true]")?.focus();
  }

  tab({ id, name, closed }) {
    const { pane } = this;
    const chosen = id === pane.topic;
    const unread = pane.unread.get(id);
    const tab = el("button", { type: "button", role: "tab", tabIndex: chosen ? 0 : -1,
      onClick: () => pane.openTopic(id) },
    el("span", { dir: "auto" }, closed ? `${name} (closed)` : name),
    unread && !chosen ? el("b", { class: "badge" }, String(unread), aloud(" unread")) : null);
    tab.setAttribute("aria-selected", String(chosen));
    return tab;
  }

  steer(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.node.children];
    all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
  }
}
