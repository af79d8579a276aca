// The newest pinned message above the others; pressed again and again it leads to all of them.

import { el, icon } from "/page/dom.js";
import { brief } from "/page/media.js";

export class PinBar {
  // `pane`: its timeline, inView(message) and jump(message id).
  constructor(pane) {
    this.pane = pane;
    this.ids = []; // the newest last
    this.messages = []; // those in view, the newest first
    this.at = 0;
    this.node = el("button", { type: "button", class: "pinbar", hidden: true,
      onClick: () => this.next() });
  }

  has(messageId) {
    return this.ids.includes(messageId);
  }

  set(ids) {
    this.ids = ids;
    this.draw();
  }

  // A forum's topics have pins of their own.
  draw() {
    const { room, timeline } = this.pane;
    this.messages = this.ids.map((id) => timeline.entries.get(id)?.message)
      .filter((message) => message && (!room.is_forum || this.pane.inView(message)))
      .reverse();
    this.at = 0;
    this.drawOne();
  }

  drawOne() {
    const message = this.messages[this.at];
    this.node.hidden = !message;
    if (!message) return;
    const { length } = this.messages;
    const number = length > 1 ? ` ${length - this.at} of ${length}` : "";
    this.node.replaceChildren(icon("pin"), el("span", {},
      el("strong", {}, `Pinned message${number}`), el("span", { dir: "auto" }, brief(message))));
  }

  next() {
    this.pane.jump(this.messages[this.at].message_id);
    this.at = (this.at + 1) % this.messages.length;
    this.drawOne();
  }
}
