// Where one writes in a chat: the growing field, commands, inline results, replies, edits, files.

import { numberOf } from "/page/bubble.js";
import { el, icon, iconButton } from "/page/dom.js";
import { brief } from "/page/media.js";
import { openMenu } from "/page/popover.js";

const INLINE_PAUSE_MS = 250;
const FILES = [
  ["photo", "Photo", "photo"],
  ["video", "Video", "video"],
  ["document", "File", "file"],
  ["voice", "Voice message", "sound"],
  ["sticker", "Sticker", "sticker"],
];

let made = 0;

export class Composer {
  // `act`: say(text, more), command(text), edit(id, text), attach(kind, caption) and
  // choose(query, result), promises of what was done or null; ask(query) -> promise of a query's id; lastOwn().
  constructor(title, act) {
    this.act = act;
    this.commands = [];
    this.bot = ""; // its username
    this.inline = false; // whether people may ask it from any chat
    this.target = null; // { message, quote } to reply to, or { message, editing: true }
    this.query = ""; // the newest inline query's id
    const id = `choices-${made += 1}`;
    this.list = el("div", { class: "choices", id, role: "listbox", hidden: true });
    this.bar = el("div", { class: "target", hidden: true });
    this.text = el("textarea", {
      rows: 1, dir: "auto", ariaLabel: `Your message to ${title}`, ariaAutoComplete: "list",
      enterKeyHint: "send", "aria-controls": id, placeholder: "Message",
    });
    this.slash = iconButton("slash", "Commands", () => this.toggleCommands(),
      { ariaHasPopup: "listbox", hidden: true });
    this.clip = iconButton("clip", "Attach", () => this.openFiles(), { ariaHasPopup: "menu" });
    const send = el("button", { type: "submit", class: "icon send", ariaLabel: "Send" }, icon("send"));
    this.form = el("form", { class: "composer", autocomplete: "off" },
      this.slash, this.text, this.clip, send);
    this.closed = el("p", { class: "closed", hidden: true });
    this.node = el("div", { class: "writing" }, this.list, this.bar, this.form, this.closed);
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
      this.text.focus();
    });
    this.text.addEventListener("input", () => {
      this.grow();
      this.suggest();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (!this.list.hidden && this.steer(event)) return;
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.form.requestSubmit();
      } else if (event.key === "Escape" && this.target) this.aim(null);
      else if (event.key === "ArrowUp" && !this.text.value && this.act.lastOwn()) {
        event.preventDefault();
        this.edit(this.act.lastOwn());
      }
    });
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(event.relatedTarget)) this.hideChoices();
    });
  }

  // What may be written: a reason closes the field.
  open(reason, placeholder) {
    this.form.hidden = Boolean(reason);
    this.closed.hidden = !reason;
    this.closed.textContent = reason;
    this.text.placeholder = placeholder;
  }

  setBot({ commands, bot, inline }) {
    this.commands = commands;
    this.bot = bot.username;
    this.inline = inline;
    this.slash.hidden = !commands.length;
  }

  focus() {
    if (!this.form.hidden) this.text.focus();
  }

  prefill(words) {
    this.text.value = words;
    this.grow();
    this.text.focus();
    this.text.setSelectionRange(words.length, words.length);
    this.suggest();
  }

  reply(message, quote = "") {
    this.aim({ message, quote });
    this.text.focus();
  }

  edit(message) {
    this.aim({ message, editing: true });
    this.prefill(message.text);
  }

  aim(target) {
    if (this.target?.editing && this.text.value === this.target.message.text) {
      this.text.value = "";
      this.grow();
    }
    this.target = target;
    this.bar.hidden = !target;
    if (!target) return;
    const { message, quote, editing } = target;
    const label = editing ? "Edit" : quote ? "Reply to the quotation" : "Reply to";
    this.bar.replaceChildren(
      el("p", {}, el("strong", {}, label), " ", el("span", { dir: "auto" }, quote || brief(message))),
      iconButton("close", editing ? "Don't edit this message" : "Don't reply to this message", () => {
        this.aim(null);
        this.text.focus();
      }));
  }

  async submit() {
    const words = this.text.value;
    if (!words.trim()) return;
    const { target } = this;
    this.clear();
    const sent = target?.editing
      ? await this.act.edit(target.message.message_id, words)
      : await this.act.say(words, target && {
        reply_to: numberOf(target.message), ...(target.quote && { quote: target.quote }) });
    if (sent || this.text.value) return;
    this.aim(target);
    this.prefill(words);
  }

  clear() {
    this.target = null;
    this.bar.hidden = true;
    this.text.value = "";
    this.grow();
    this.suggest();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    this.form.classList.toggle("full", Boolean(this.text.value.trim()));
  }

  openFiles() {
    const attach = (kind) => async () => {
      const caption = kind === "sticker" ? "" : this.text.value;
      if (caption) this.clear();
      await this.act.attach(kind, caption);
      this.text.focus();
    };
    openMenu(this.clip, "Attach",
      FILES.map(([kind, label, sign]) => ({ label, icon: sign, act: attach(kind) })),
      { note: "A stand-in is sent. What you have written goes with it as the caption." });
  }

  // Commands and inline results: a list above the field, steered from the field.

  suggest() {
    const { value } = this.text;
    clearTimeout(this.pause);
    this.query = "";
    const command = /^\/([a-z0-9_]*)$/i.exec(value);
    const mention = this.inline && /^@(\w*)$/.exec(value);
    const asked = new RegExp(`^@${this.bot}\\s([^]*)$`, "i").exec(value);
    if (command) {
      this.showCommands(this.commands.filter((one) => one.command.startsWith(command[1].toLowerCase())));
    } else if (mention && this.bot.toLowerCase().startsWith(mention[1].toLowerCase())) {
      this.show([{ title: `@${this.bot}`, detail: "Ask here, and choose what to send",
        act: () => this.prefill(`@${this.bot} `) }], "Bots");
    } else if (asked && !this.inline) {
      this.show([], "Results", "Inline mode is off. The bot's own chat has it in its menu.");
    } else if (asked) {
      this.pause = setTimeout(() => this.ask(asked[1].trim()), INLINE_PAUSE_MS);
    } else this.hideChoices();
  }

  async ask(words) {
    const asked = this.text.value;
    const number = await this.act.ask(words);
    if (!number || this.text.value !== asked) return; // they have gone on
    this.query = number;
    this.show([], "Results", "Asking the bot…");
    if (this.arrived?.query === number) this.showResults(number, this.arrived.results);
  }

  // Results may come before the answer to the request that asked for them.
  showResults(query, results) {
    this.arrived = { query, results };
    if (query !== this.query) return;
    this.show(results.map(({ id, title, description }) => ({
      title,
      detail: description ?? "",
      act: async () => {
        this.clear();
        await this.act.choose(query, id);
        this.text.focus();
      },
    })), "Results", "The bot has no results for this.");
  }

  toggleCommands() {
    const opening = this.list.hidden;
    this.hideChoices();
    if (!opening) return;
    this.text.focus();
    this.showCommands(this.commands);
  }

  showCommands(commands) {
    this.show(commands.map(({ command, description }) => ({
      title: `/${command}`,
      detail: description,
      act: async () => {
        this.clear();
        await this.act.command(`/${command}`);
        this.text.focus();
      },
    })), "Commands");
  }

  show(choices, label, empty = "") {
    if (!choices.length && !empty) {
      this.hideChoices();
      return;
    }
    this.choices = choices;
    this.chosen = 0;
    this.list.setAttribute("aria-label", label);
    this.list.replaceChildren(...choices.map(({ title, detail, act }, i) => {
      const row = el("div", { role: "option", id: `${this.list.id}-${i}`, class: "option" },
        el("strong", { dir: "auto" }, title), el("span", { dir: "auto" }, detail));
      // Not "click": the field must not lose the focus first.
      row.addEventListener("pointerdown", (event) => event.preventDefault());
      row.addEventListener("click", act);
      return row;
    }));
    if (!choices.length) this.list.append(el("p", { role: "status" }, empty));
    this.list.classList.toggle("wide", label === "Results");
    this.list.hidden = false;
    this.slash.setAttribute("aria-expanded", String(label === "Commands"));
    this.point();
  }

  hideChoices() {
    this.list.hidden = true;
    this.choices = [];
    this.slash.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }

  point() {
    [...this.list.children].forEach((row, i) => {
      row.setAttribute("aria-selected", String(i === this.chosen));
    });
    if (!this.choices.length) return;
    this.text.setAttribute("aria-activedescendant", `${this.list.id}-${this.chosen}`);
    this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
  }

  // Returns true where the key was for the list.
  steer(event) {
    const { length } = this.choices;
    if (event.key === "Escape") this.hideChoices();
    else if (!length) return false;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : length - 1)) % length;
      this.point();
    } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
      this.choices[this.chosen].act();
    } else return false;
    event.preventDefault();
    return true;
  }
}
