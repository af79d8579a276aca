// The conversation: bubbles, keyboards, "typing", and where the reader is in it.

import { brief, el, renderAttachment, renderText } from "/page/render.js";

const BUSY_MS = 15000;
const TYPING_MS = 5500;

const scroller = document.getElementById("scroll");
const list = document.getElementById("messages");
const newer = document.getElementById("newer");
const typing = document.getElementById("typing");

const shown = new Map(); // message id -> { message, node }
let typingTimer = 0;
let following = true;
let live = false;

// `act`: command(text), link(url), tap(message, button) -> promise of a query id, reply(message).
let act;

export function openChat(actions) {
  act = actions;
  scroller.addEventListener("scroll", () => {
    following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
    if (following) newer.hidden = true;
  }, { passive: true });
  newer.addEventListener("click", () => toBottom(true));
  // Whatever changes the height (a keyboard on a phone, a quotation that folds) keeps
  // the newest message in sight of whoever was looking at it.
  const heights = new ResizeObserver(() => following && toBottom());
  heights.observe(scroller);
  heights.observe(list);
}

export function clear() {
  shown.clear();
  list.replaceChildren();
  hush();
}

// Old messages shown again after a reload are not read aloud.
export function announce(on) {
  live = on;
  list.parentElement.setAttribute("aria-live", on ? "polite" : "off");
}

export function add(message) {
  const mine = !message.from.is_bot;
  const node = el("li", { class: mine ? "out" : "in" });
  shown.set(message.message_id, { message, node });
  node.append(...bubble(message, mine));
  if (!mine) hush();
  list.append(node);
  if (mine || (following && !overlong(node))) toBottom();
  else if (following) {
    // What is longer than the window is read from its beginning.
    following = false;
    node.scrollIntoView({ block: "start" });
  } else newer.hidden = false;
}

function overlong(node) {
  return live && node.offsetHeight > scroller.clientHeight;
}

export function change(message) {
  const entry = shown.get(message.message_id);
  if (!entry) return;
  const opened = [...entry.node.querySelectorAll("blockquote.expandable")]
    .map((quote) => quote.classList.contains("open"));
  const reaction = entry.node.querySelector(".reaction");
  const focused = entry.node.contains(document.activeElement);
  entry.message = message;
  entry.node.replaceChildren(...bubble(message, !message.from.is_bot));
  if (reaction) entry.node.querySelector(".stamp").prepend(reaction);
  // What the reader has opened stays open, and their place on the keyboard stays here.
  entry.node.querySelectorAll("blockquote.expandable").forEach((quote, i) => {
    if (opened[i]) quote.lastElementChild.click();
  });
  if (focused) entry.node.querySelector(".keys button, .keys a, .reply")?.focus();
  if (following) toBottom();
}

export function remove(messageId) {
  shown.get(messageId)?.node.remove();
  shown.delete(messageId);
}

export function react(messageId, emoji) {
  const node = shown.get(messageId)?.node;
  if (!node) return;
  node.querySelector(".reaction")?.remove();
  if (emoji.length) {
    node.querySelector(".stamp").prepend(el("span", { class: "reaction" }, emoji.join("")));
  }
}

export function showTyping() {
  typing.hidden = false;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(hush, TYPING_MS);
  if (following) toBottom();
}

function hush() {
  clearTimeout(typingTimer);
  typing.hidden = true;
}

const waiting = new Map(); // query id -> button

function answered(queryId) {
  waiting.get(queryId)?.removeAttribute("aria-busy");
  waiting.delete(queryId);
}

export function toBottom(smooth = false) {
  following = true;
  newer.hidden = true;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

function bubble(message, mine) {
  const speaker = mine ? "You: " : `${message.from.first_name}: `;
  const body = el("div", { class: "bubble" }, el("span", { class: "aloud" }, speaker));
  if (message.reply_to_message) body.append(preview(message));
  const attachment = renderAttachment(message);
  if (attachment) body.append(attachment);
  const words = message.text ?? message.caption;
  if (words) {
    const entities = message.entities ?? message.caption_entities;
    body.append(el("div", { class: isEmoji(words) ? "words large" : "words", dir: "auto" },
      renderText(words, entities, act)));
  }
  body.append(stamp(message));
  const nodes = [body];
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) nodes.push(keyboard(message, rows));
  return nodes;
}

function isEmoji(words) {
  return /^(\p{Extended_Pictographic}|\p{Emoji_Component}){1,8}$/u.test(words)
    && /\p{Extended_Pictographic}/u.test(words);
}

function stamp(message) {
  const time = new Date(message.date * 1000);
  const text = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const answer = el("button",
    { type: "button", class: "reply", ariaLabel: "Reply to this message", title: "Reply" }, "↩");
  answer.addEventListener("click", () => act.reply(message));
  return el("div", { class: "stamp" }, answer, message.edit_date ? "edited" : "",
    el("time", { dateTime: time.toISOString() }, text));
}

function preview(message) {
  const original = message.reply_to_message;
  const button = el("button", { type: "button", class: "preview" },
    el("strong", {}, original.from.is_bot ? original.from.first_name : "You"),
    el("span", { dir: "auto" }, message.quote?.text ?? brief(original)));
  button.addEventListener("click", () => {
    const node = shown.get(original.message_id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("pointed");
    void node.offsetWidth; // restarts the animation
    node.classList.add("pointed");
  });
  return button;
}

function keyboard(message, rows) {
  const keys = el("div", { class: "keys", role: "group", ariaLabel: "Buttons of this message" });
  for (const row of rows) keys.append(el("div", { class: "row" }, ...row.map((b) => key(message, b))));
  return keys;
}

function key(message, button) {
  if (button.url) {
    const anchor = el("a",
      { href: button.url, target: "_blank", rel: "noopener noreferrer", dir: "auto" },
      button.text, el("span", { ariaHidden: "true" }, " ↗"));
    if (!/^(https?|tg):$/.test(anchor.protocol)) anchor.removeAttribute("href");
    anchor.addEventListener("click", (event) => act.link(button.url) && event.preventDefault());
    return anchor;
  }
  const node = el("button", { type: "button", dir: "auto" }, button.text);
  node.addEventListener("click", async () => {
    if (button.copy_text) {
      await navigator.clipboard.writeText(button.copy_text.text);
      return;
    }
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    const queryId = await act.tap(message, button);
    if (!queryId) node.removeAttribute("aria-busy");
    else if (early.delete(queryId)) node.removeAttribute("aria-busy");
    else {
      waiting.set(queryId, node);
      setTimeout(() => answered(queryId), BUSY_MS);
    }
  });
  return node;
}

// Answers that overtook the response to the press itself.
const early = new Set();
export function noteAnswer(queryId) {
  if (waiting.has(queryId)) answered(queryId);
  else early.add(queryId);
}
