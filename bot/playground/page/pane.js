// One chat: its head, its pins and topics, its messages, and where one writes in it.

import { isMine, numberOf, speaker } from "/page/bubble.js";
import { Composer } from "/page/composer.js";
import { aloud, askText, el, icon, iconButton } from "/page/dom.js";
import { noteAnswer } from "/page/keyboard.js";
import { brief } from "/page/media.js";
import { openChatMenu, openMessageMenu } from "/page/menus.js";
import { PinBar } from "/page/pinbar.js";
import { closedWords, kindOf, placeholder, statusWords } from "/page/room.js";
import { serviceWords } from "/page/service.js";
import { Timeline } from "/page/timeline.js";
import { GENERAL, TopicTabs } from "/page/topics.js";
import { fillWelcome } from "/page/welcome.js";

const TYPING_MS = 5500;
const MAX_TOPIC_NAME = 128;

export class Pane {
  // `house`: what the page knows and does for all panes: `me`, `known` (the server's hello),
  // do(action, body), pane(chat id), show(chat id), changed(), toast(words), warn(words).
  constructor(room, house) {
    this.room = room;
    this.house = house;
    this.unread = new Map(); // topic (or 0) -> number
    this.topic = GENERAL;
    this.thread = null; // the comments of one post: the id of its copy here
    this.latest = null;
    this.blocked = this.isPrivate && house.known.blocked;
    this.makeActs();
    this.build();
    this.describe(room);
  }

  get id() { return this.room.id; }
  get kind() { return this.room.kind; }
  get me() { return this.house.me; }
  get isPrivate() { return this.kind === "private"; }
  get total() { return [...this.unread.values()].reduce((sum, number) => sum + number, 0); }

  do(action, body = {}) {
    return this.house.do(action, this.isPrivate ? body : { in: this.id, ...body });
  }

  // Where what is written goes: a topic, or the thread under a post.
  here() {
    return this.room.is_forum && this.topic !== GENERAL ? { topic: this.topic } : {};
  }

  makeActs() {
    this.act = {
      say: (text, more) => {
        const reply = more ?? (this.thread ? { reply_to: this.thread } : {});
        return this.do("say", { text, ...this.here(), ...reply });
      },
      edit: (id, text) => this.do("edit", { message_id: id, text, ...this.here() }),
      attach: (kind, caption) => this.do("attach", { kind, caption, ...this.here() }),
      ask: async (query) => (await this.do("inline/ask", { query }))?.query_id,
      choose: (query, result) =>
        this.do("inline/choose", { query_id: query, result_id: result, ...this.here() }),
      lastOwn: () => [...this.timeline.entries.values()]
        .findLast(({ message }) => isMine(message, this.me) && message.text)?.message,
      // In a group a command that is chosen names its bot: there may be others.
      command: (text) => this.act.say(this.isPrivate || this.kind === "channel" || text.includes("@")
        ? text : `${text}@${this.house.known.bot.username}`),
      link: (url) => this.house.link(url),
      copy: (text) => this.house.copy(text),
      tap: async (message, key) => (await this.do("tap",
        { message_id: numberOf(message), data: key.callback_data }))?.query_id,
      switchInline: (query, here) => {
        const words = `@${this.house.known.bot.username} ${query}`;
        if (here) this.composer.prefill(words);
        else this.house.chooseChat(this.more, (pane) => pane.composer.prefill(words));
      },
    };
  }

  build() {
    this.title = el("h2", { dir: "auto" });
    this.status = el("p", { class: "status" });
    this.more = iconButton("more", "About this chat", () => openChatMenu(this), { ariaHasPopup: "menu" });
    this.close = iconButton("close", "Close this chat", () => this.house.close(this.id),
      { class: "icon close-pane" });
    this.sign = el("span", { class: "avatar" });
    this.pins = new PinBar(this);
    this.topics = new TopicTabs(this);
    this.strip = el("div", { class: "strip", hidden: true });
    this.intro = el("section", { class: "welcome" });
    this.list = el("ol", { class: "messages" });
    this.log = el("div", { class: "log", role: "log", ariaLive: "off", ariaLabel: "Messages",
      "aria-relevant": "additions" }, this.list);
    this.typing = el("div", { class: "typing", hidden: true }, el("i"), el("i"), el("i"),
      aloud("The bot is typing"));
    this.scroller = el("div", { class: "scroll", role: "region", ariaLabel: "Conversation" },
      this.intro, this.log, this.typing);
    this.newer = el("button", { type: "button", class: "newer", hidden: true }, "New messages ↓");
    this.composer = new Composer(this.room.title, this.act);
    this.node = el("section", { class: "pane" },
      el("header", {}, this.sign, el("div", { class: "who" }, this.title, this.status),
        this.more, this.close),
      this.pins.node, this.topics.node, this.strip, this.scroller, this.newer, this.composer.node);
    this.node.dataset.kind = this.kind;
    this.timeline = new Timeline({ scroller: this.scroller, list: this.list, newer: this.newer },
      this, (message) => this.inView(message));
    this.node.addEventListener("focusin", () => this.house.activate(this.id));
    this.node.addEventListener("pointerdown", () => this.house.activate(this.id));
    this.list.addEventListener("contextmenu", (event) => this.onContextMenu(event));
  }

  describe(room) {
    this.room = room;
    const { label, sign } = kindOf(room);
    this.node.dataset.room = label.toLowerCase();
    this.node.setAttribute("aria-label", `${room.title}, ${this.isPrivate ? "private chat" : label.toLowerCase()}`);
    this.title.textContent = room.title;
    this.sign.replaceChildren(icon(sign));
    this.status.textContent = statusWords(this.room, this.blocked);
    this.composer.setBot({ ...this.house.known, commands: this.commands });
    if (!room.topics?.some(({ id }) => id === this.topic)) this.topic = GENERAL;
    this.composer.open(closedWords(room, this.topic), placeholder(room, this.thread));
    this.topics.draw();
    this.drawStrip();
    fillWelcome(this);
    this.timeline.arrange();
    this.drawWelcome();
  }

  // What the bot's menu offers here: each kind of chat has its own.
  get commands() {
    return this.room.commands ?? this.house.known.commands;
  }

  // What comes in.

  take(event, old) {
    switch (event.kind) {
      case "message": this.add(event.message, old); break;
      case "edited":
        this.timeline.change(numberOf(event.message), { message: event.message });
        this.pins.draw();
        break;
      case "deleted":
        this.timeline.remove(event.message_id);
        this.pins.draw();
        this.drawWelcome();
        break;
      case "reaction":
        this.timeline.change(event.message_id, { reactions: event.reactions });
        break;
      // Only of one's own words one wonders why nobody answers them.
      case "unheard":
        if (isMine(this.timeline.entries.get(event.message_id)?.message ?? {}, this.me)) {
          this.timeline.change(event.message_id, { unheard: true });
        }
        break;
      case "pinned": this.pins.set(event.message_ids); break;
      case "results": if (!old) this.composer.showResults(event.query_id, event.results); break;
      case "action": if (!old) this.showTyping(); break;
      case "answered":
        noteAnswer(event.query_id);
        if (!old && event.text) event.alert ? this.house.warn(event.text) : this.house.toast(event.text);
        break;
      default:
    }
  }

  add(message, old) {
    const mine = isMine(message, this.me);
    if (message.from?.id === this.house.known.bot.id || message.sender_chat) this.hush();
    if (this.blocked && mine && !old) this.setBlocked(false); // writing unblocks
    this.timeline.live = !old;
    this.timeline.add(message, { mine: mine && !old });
    this.latest = message;
    this.drawWelcome();
    const seen = old || mine || (this.house.isWatched(this.id) && this.inView(message));
    if (!seen) this.count(this.topicOf(message), 1);
    else this.house.changed();
    if (message.message_thread_id) this.house.commented(this, message.message_thread_id);
  }

  count(topic, more) {
    this.unread.set(topic, more ? (this.unread.get(topic) ?? 0) + more : 0);
    this.topics.draw();
    this.house.changed();
  }

  // The chat has come into view: what it shows has been read.
  read() {
    const topic = this.room.is_forum ? this.topic : 0;
    if (this.unread.get(topic)) this.count(topic, 0);
  }

  // Old messages shown again after a reload, and chats beside the active one, are not read aloud.
  announce(on) {
    this.log.setAttribute("aria-live", on ? "polite" : "off");
  }

  showTyping() {
    this.typing.hidden = false;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.hush(), TYPING_MS);
    if (this.timeline.following) this.timeline.toBottom();
  }

  hush() {
    clearTimeout(this.typingTimer);
    this.typing.hidden = true;
  }

  preview() {
    const message = this.latest;
    if (!message) return this.isPrivate ? "Ask it something" : "Nothing yet";
    const service = serviceWords(message, this.me);
    if (service) return service;
    if (this.kind === "private" || this.kind === "channel") {
      return isMine(message, this.me) ? `You: ${brief(message)}` : brief(message);
    }
    const name = isMine(message, this.me) ? "You" : speaker(message).name;
    return `${name}: ${brief(message)}`;
  }

  drawWelcome() {
    this.intro.hidden = !this.timeline.isEmpty;
  }

  // Topics of a forum, and threads of comments: parts of the chat.

  topicOf(message) {
    if (!this.room.is_forum) return 0;
    return message.is_topic_message ? message.message_thread_id : GENERAL;
  }

  inView(message) {
    if (this.room.is_forum) return this.topicOf(message) === this.topic;
    if (this.thread) return [message.message_id, message.message_thread_id].includes(this.thread);
    return true;
  }

  openTopic(id) {
    this.topic = id;
    this.turn();
  }

  openThread(root) {
    this.thread = root;
    this.turn();
  }

  turn() {
    this.topics.draw();
    this.drawStrip();
    this.pins.draw();
    this.node.classList.toggle("in-thread", Boolean(this.thread));
    this.composer.open(closedWords(this.room, this.topic), placeholder(this.room, this.thread));
    this.timeline.arrange();
    for (const { message } of this.timeline.entries.values()) {
      if (message.is_automatic_forward) this.refresh(message.message_id);
    }
    this.drawWelcome();
    this.timeline.toBottom();
    this.read();
  }

  async newTopic() {
    const name = await askText("A new topic", "Its name", MAX_TOPIC_NAME);
    const done = name && await this.do("topic", { name });
    if (done) this.openTopic(done.topic);
  }

  drawStrip() {
    this.strip.hidden = !this.thread;
    if (!this.thread) return;
    const root = this.timeline.entries.get(this.thread)?.message;
    this.strip.replaceChildren(
      el("button", { type: "button", onClick: () => this.openThread(null) }, icon("back"),
        el("span", {}, "All comments")),
      el("p", { dir: "auto" }, root ? `On “${brief(root)}”` : "Comments"));
  }

  // The thread under a channel's post, as its button shows it; null where there is none.
  comments({ message }) {
    const group = this.kind === "channel" ? this.house.pane(this.room.linked) : this;
    if (!group || serviceWords(message, this.me)) return null;
    const root = this.kind === "channel"
      ? group.rootOf(this.id, message.message_id)
      : message.is_automatic_forward && !this.thread && message.message_id;
    if (!root) return null;
    return { number: group.commentsOf(root), open: () => {
      group.openThread(root);
      this.house.show(group.id);
      group.composer.focus();
    } };
  }

  rootOf(channel, post) {
    for (const { message } of this.timeline.entries.values()) {
      const origin = message.is_automatic_forward && message.forward_origin;
      if (origin && origin.chat.id === channel && origin.message_id === post) return message.message_id;
    }
    return null;
  }

  commentsOf(root) {
    return [...this.timeline.entries.values()]
      .filter(({ message }) => message.message_thread_id === root && message.message_id !== root).length;
  }

  // The comments on a post have changed in number: here, or in the group beside the channel.
  refresh(messageId) {
    this.timeline.change(messageId, {});
  }

  // What is done to messages.

  jump(messageId) {
    const entry = this.timeline.entries.get(messageId);
    if (entry && !this.inView(entry.message)) {
      this.thread = null;
      this.topic = this.topicOf(entry.message) || GENERAL;
      this.turn();
    }
    if (!this.timeline.jump(messageId)) this.house.toast("That message isn't here any more.");
  }

  react(entry, emoji) {
    return this.do("react", { message_id: entry.message.message_id, emoji: emoji ? [emoji] : [] });
  }

  async vote(entry, options) {
    const id = entry.message.message_id;
    if (await this.do("vote", { message_id: id, options })) this.timeline.change(id, { vote: options });
  }

  openMenu(entry, anchor) {
    openMessageMenu(this, entry, anchor);
  }

  // A right click, or a long press, on a message: its menu, unless words are selected.
  onContextMenu(event) {
    const node = event.target.closest("li:not(.service)");
    if (!node || event.target.closest("a") || getSelection()?.toString()) return;
    event.preventDefault();
    node.querySelector(".stamp").click();
  }

  setBlocked(on) {
    this.blocked = on;
    this.status.textContent = statusWords(this.room, this.blocked);
  }

  async block(on) {
    if (!await this.do("block", { on })) return;
    this.setBlocked(on);
    this.house.toast(on ? "The bot can't write to you now. Writing to it unblocks it." : "Unblocked.");
  }
}
