// The messages of one chat, and where the reader is among them.

import { fillMessage, isMine, numberOf, speaker } from "/page/bubble.js";

const NEAR_THE_END = 60;
const TOGETHER_SECONDS = 300;
const CALM = "(prefers-reduced-motion: reduce)";
const RISE = [{ opacity: 0, translate: "0 6px" }, {}];
const RISE_MS = 180;
const FEW = 5;
const JOINED = ["joined", "album"];

export class Timeline {
  // `nodes`: { scroller, list, newer }; `pane` is what bubbles talk to; `shows(message)` tells
  // whether a message belongs to the part of the chat that is in view.
  constructor({ scroller, list, newer }, pane, shows) {
    this.scroller = scroller;
    this.list = list;
    this.newer = newer;
    this.pane = pane;
    this.shows = shows;
    this.entries = new Map(); // message id -> { message, node, reactions, vote, unheard }
    this.ofNode = new WeakMap(); // node -> the same
    this.fresh = []; // those that have come since the last frame: { node, mine }
    this.following = true;
    this.gliding = false;
    this.live = false;
    scroller.addEventListener("scroll", () => {
      const rest = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      if (rest < NEAR_THE_END) this.gliding = false;
      // On the way to the end one is not where one passes; what has come since the last frame
      // moves the end away, not the reader.
      if (this.gliding || this.fresh.length) return;
      this.following = rest < NEAR_THE_END;
      if (this.following) newer.hidden = true;
    }, { passive: true });
    for (const by of ["wheel", "pointerdown", "keydown"]) {
      scroller.addEventListener(by, () => { this.gliding = false; }, { passive: true });
    }
    newer.addEventListener("click", () => this.toBottom(true));
    list.addEventListener("keydown", (event) => this.steer(event));
    list.addEventListener("focusin", (event) => this.point(event.target.closest("li")));
    // Whatever changes the height (a keyboard on a phone, a quotation that folds) keeps
    // the newest message in sight of whoever was looking at it.
    const heights = new ResizeObserver(() => this.following && this.toBottom());
    heights.observe(scroller);
    heights.observe(list);
  }

  add(message, { mine }) {
    const node = document.createElement("li");
    const entry = { message, node, reactions: [], vote: [] };
    this.entries.set(numberOf(message), entry);
    this.ofNode.set(node, entry);
    const visible = this.shows(message);
    node.hidden = !visible;
    this.fill(entry);
    this.join(entry, this.last());
    this.list.append(node);
    if (visible) {
      if (!this.list.contains(document.activeElement)) this.point(node);
      // What is replayed comes by the hundred: the end is shown once, when it is all there.
      if (this.live && this.fresh.push({ node, mine }) === 1) {
        requestAnimationFrame(() => this.reveal());
      }
    }
    return entry;
  }

  // Once a frame, however many have come.
  reveal() {
    const { fresh } = this;
    this.fresh = [];
    const [first] = fresh;
    if (fresh.length <= FEW && !matchMedia(CALM).matches) {
      for (const { node } of fresh) node.animate(RISE, RISE_MS);
    }
    const along = this.following || fresh.some(({ mine }) => mine);
    if (!along) this.newer.hidden = false;
    else if (fresh.at(-1).mine || !this.overlong(first.node)) this.toBottom();
    else this.showFrom(first.node);
  }

  // What is longer than the window is read from its beginning.
  showFrom(node) {
    this.following = false;
    node.scrollIntoView({ block: "start" });
  }

  overlong(first) {
    const height = this.list.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    return height > this.scroller.clientHeight;
  }

  change(messageId, changes) {
    const entry = this.entries.get(messageId);
    if (!entry) return null;
    const { node } = entry;
    const opened = [...node.querySelectorAll("blockquote.expandable")]
      .map((quote) => quote.classList.contains("open"));
    const focused = node !== document.activeElement && node.contains(document.activeElement);
    const joined = JOINED.filter((name) => node.classList.contains(name));
    // Something was pressed in it, or it is what one reads: not what changes further up.
    const read = focused || (this.last() === entry && this.beginsInSight(node));
    Object.assign(entry, changes);
    this.fill(entry);
    node.classList.add(...joined);
    // What the reader has opened stays open, and their place on the keyboard stays here.
    node.querySelectorAll("blockquote.expandable").forEach((quote, i) => {
      if (opened[i]) quote.lastElementChild.click();
    });
    if (focused) (node.querySelector(".keys button, .keys a") ?? node).focus({ preventScroll: true });
    if (changes.message && this.live && read && this.overlong(node)) this.showFrom(node);
    return entry;
  }

  beginsInSight(node) {
    const { top } = node.getBoundingClientRect();
    const window = this.scroller.getBoundingClientRect();
    return !node.hidden && top >= window.top && top < window.bottom;
  }

  remove(messageId) {
    const entry = this.entries.get(messageId);
    if (!entry) return;
    this.entries.delete(messageId);
    if (entry.node === this.current) this.point(entry.node.previousElementSibling);
    entry.node.remove();
    this.arrange();
  }

  clear() {
    this.entries.clear();
    this.list.replaceChildren();
    this.current = null;
  }

  // Shows what now belongs to the view, and nothing else of the chat.
  arrange() {
    let before = null;
    for (const entry of this.entries.values()) {
      entry.node.hidden = !this.shows(entry.message);
      if (entry.node.hidden) continue;
      this.join(entry, before);
      before = entry;
    }
    if (before && !this.visible(this.current)) this.point(before.node);
  }

  fill(entry) {
    fillMessage(entry.node, entry, this.pane);
    this.reach(entry.node, entry.node === this.current);
  }

  // Messages of one speaker that follow each other stand together under one name.
  join({ message, node }, before) {
    const last = before?.message;
    node.classList.toggle("joined", Boolean(last) && this.pane.kind !== "channel" && !node.classList.contains("service")
      && !before.node.classList.contains("service") && !node.classList.contains("post")
      && isMine(last, this.pane.me) === isMine(message, this.pane.me)
      && speaker(last).id === speaker(message).id
      && message.date - last.date < TOGETHER_SECONDS);
    node.classList.toggle("album", Boolean(last?.media_group_id)
      && last.media_group_id === message.media_group_id);
  }

  last() {
    let node = this.list.lastElementChild;
    while (node?.hidden) node = node.previousElementSibling;
    return this.ofNode.get(node) ?? null;
  }

  get isEmpty() {
    return !this.last();
  }

  toBottom(smooth = false) {
    this.following = true;
    if (this.isEmpty) return; // what an empty chat says is read from its beginning
    this.newer.hidden = true;
    this.gliding = smooth && !matchMedia(CALM).matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: this.gliding ? "smooth" : "instant" });
  }

  jump(messageId) {
    const node = this.entries.get(messageId)?.node;
    if (!node || node.hidden) return false;
    this.following = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("pointed");
    void node.offsetWidth; // restarts the animation
    node.classList.add("pointed");
    return true;
  }

  // The keyboard is at one message at a time: Tab reaches that one and what is in it.

  point(node) {
    if (!node || node === this.current) return;
    if (this.current) this.reach(this.current, false);
    this.current = node;
    this.reach(node, true);
  }

  reach(node, on) {
    node.tabIndex = on ? 0 : -1;
    for (const inner of node.querySelectorAll("button, a, pre, .spoiler[role]")) {
      inner.tabIndex = on ? 0 : -1;
    }
  }

  visible(node) {
    return Boolean(node?.isConnected) && !node.hidden;
  }

  steer(event) {
    const here = event.target.closest("li");
    if (event.target !== here && !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const all = [...this.list.children].filter((node) => !node.hidden);
    const at = all.indexOf(here);
    const next = {
      ArrowUp: all[Math.max(0, at - 1)],
      ArrowDown: all[Math.min(all.length - 1, at + 1)],
      Home: all[0],
      End: all.at(-1),
    }[event.key];
    if (next) next.focus();
    else if (event.key === "Enter") (here.querySelector(".stamp") ?? here.querySelector("button"))?.click();
    else return;
    event.preventDefault();
  }
}
