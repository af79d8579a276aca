// One message as it is shown: who speaks, what it answers, its words, reactions and buttons.

import { aloud, clock, count, el, icon } from "/page/dom.js";
import { renderKeyboard } from "/page/keyboard.js";
import { brief, forwardedFrom, renderMedia, renderPoll } from "/page/media.js";
import { serviceWords } from "/page/service.js";
import { renderText } from "/page/text.js";

const TINTS = 7;

// Who a message is from, as readers see it: { id, name, mark, isBot }.
export function speaker(message) {
  const chat = message.sender_chat;
  const user = message.from;
  if (chat) {
    const group = chat.id === message.chat.id && chat.type !== "channel";
    return { id: chat.id, name: chat.title, mark: group ? message.author_signature ?? "admin" : "channel" };
  }
  return { id: user.id, name: user.first_name, mark: user.is_bot ? "bot" : "", isBot: user.is_bot };
}

// Under what number a message is known here: one that its reader alone sees has another.
export const numberOf = (message) =>
  message.ephemeral_message_id ? -message.ephemeral_message_id : message.message_id;

export const isMine = (message, me) => message.from?.id === me && !message.sender_chat;

// Ids of one kind follow each other; their tints should not.
const tint = (id) =>
  `tint-${[...String(id)].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) >>> 0, 7) % TINTS}`;

function face({ id, name, isBot }) {
  if (isBot) return el("img", { class: "face", src: "/page/icon.svg", alt: "", width: 34, height: 34 });
  const letter = [...name.trim()][0]?.toUpperCase() ?? "?";
  return el("span", { class: `face ${tint(id)}`, ariaHidden: "true" }, letter);
}

// Fills `node` (a list item) anew. `entry`: { message, reactions, vote, unheard }; `pane`: its `me`,
// `kind`, `act`, and what it does with messages: openMenu, react, vote, jump, comments.
export function fillMessage(node, entry, pane) {
  const { message } = entry;
  const service = serviceWords(message, pane.me);
  if (service) {
    node.className = "service";
    node.replaceChildren(serviceLine(message, service, pane));
    return;
  }
  const mine = isMine(message, pane.me);
  node.className = mine ? "out" : "in";
  if (message.is_automatic_forward) node.classList.add("post");
  if (message.reply_to_message?.message_id === message.message_thread_id) {
    node.classList.add("to-root");
  }
  if (message.media_group_id) node.dataset.album = message.media_group_id;
  const who = speaker(message);
  const parts = [bubble(entry, who, mine, pane)];
  const keys = renderKeyboard(message, pane.act);
  if (keys) parts.push(keys);
  const comments = pane.comments(entry);
  if (comments) parts.push(commentsButton(comments));
  if (!mine && pane.kind !== "private" && pane.kind !== "channel") parts.unshift(face(who));
  node.replaceChildren(...parts);
}

function serviceLine(message, words, pane) {
  const pinned = message.pinned_message;
  if (!pinned) return el("p", { dir: "auto" }, words);
  return el("p", {}, el("button",
    { type: "button", dir: "auto", onClick: () => pane.jump(pinned.message_id) }, icon("pin"), words));
}

function bubble(entry, who, mine, pane) {
  const { message } = entry;
  const body = el("div", { class: "bubble" });
  if (mine || pane.kind === "private") body.append(aloud(mine ? "You: " : `${who.name}: `));
  else {
    const name = el("p", { class: `name ${tint(who.id)}`, dir: "auto" }, who.name);
    if (who.mark) name.append(el("small", {}, who.mark));
    body.append(name);
  }
  if (message.forward_origin && !message.is_automatic_forward) {
    body.append(forwardedFrom(message.forward_origin));
  }
  if (message.ephemeral_message_id) {
    body.append(el("p", { class: "forwarded" }, "Only you see this"));
  }
  if (message.via_bot) {
    body.append(el("p", { class: "forwarded" }, "via ", el("strong", {}, `@${message.via_bot.username}`)));
  }
  if (message.reply_to_message || message.external_reply) body.append(preview(message, pane));
  const media = renderMedia(message);
  if (media && !message.show_caption_above_media) body.append(media);
  const words = message.text ?? message.caption;
  if (words) {
    const entities = message.entities ?? message.caption_entities;
    body.append(el("div", { class: isEmoji(words) ? "words large" : "words", dir: "auto" },
      renderText(words, entities, pane.act)));
  }
  if (media && message.show_caption_above_media) body.append(media);
  if (message.poll) {
    body.append(renderPoll(message.poll, entry.vote, (options) => pane.vote(entry, options)));
  }
  body.append(el("div", { class: "foot" }, reactions(entry, pane), stamp(entry, pane)));
  return body;
}

function isEmoji(words) {
  return /^(\p{Extended_Pictographic}|\p{Emoji_Component}){1,8}$/u.test(words)
    && /\p{Extended_Pictographic}/u.test(words);
}

const LOOKS = new Set(["bold", "italic", "underline", "strikethrough"]);

function preview(message, pane) {
  const original = message.reply_to_message;
  const origin = message.external_reply?.origin;
  const name = original
    ? (isMine(original, pane.me) ? "You" : speaker(original).name)
    : origin?.sender_user?.first_name ?? origin?.chat?.title ?? "another chat";
  const words = message.quote ? quotedWords(message.quote, pane)
    : original ? brief(original) : "a message";
  const button = el("button", { type: "button", class: message.quote ? "preview quoted" : "preview" },
    aloud("In reply to "), el("strong", { dir: "auto" }, name), el("span", { dir: "auto" }, words));
  const there = message.external_reply;
  if (original) button.addEventListener("click", () => pane.jump(numberOf(original)));
  else if (there?.message_id) {
    button.addEventListener("click", () => pane.house.open(there.chat.id, there.message_id));
  }
  return button;
}

// What can be pressed has nothing in it that can: of the marks only how words look is left.
function quotedWords(quote, pane) {
  const shown = quote.entities?.filter(({ type }) => LOOKS.has(type));
  return renderText(quote.text, shown, pane.act);
}

function stamp(entry, pane) {
  const { message } = entry;
  const button = el("button",
    { type: "button", class: "stamp", title: "Reply, react and more", ariaHasPopup: "menu" },
    aloud("Actions for the message of "), clock(message.date),
    entry.unheard ? el("span", {}, "not shown to the bot") : null,
    message.edit_date ? el("span", {}, "edited") : null,
    message.author_signature && message.chat.type === "channel"
      ? el("span", { dir: "auto" }, message.author_signature) : null,
    icon("more"));
  button.setAttribute("aria-expanded", "false");
  // The words that are selected may be quoted: a press must not deselect them.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => pane.openMenu(entry, button));
  return button;
}

// With the selector that makes an emoji of what may be a letter: "❤" is kept without it.
export const inColour = (emoji) => (/\p{Emoji_Presentation}/u.test(emoji) ? emoji : `${emoji}\uFE0F`);

function reactions(entry, pane) {
  if (!entry.reactions.length) return null;
  return el("span", { class: "chips" }, ...entry.reactions.map(({ emoji, people }) => {
    const mine = people.includes(pane.me);
    const chip = el("button", { type: "button", class: "chip" }, inColour(emoji),
      el("b", {}, String(people.length)));
    chip.setAttribute("aria-pressed", String(mine));
    chip.setAttribute("aria-label", `${emoji}, ${count(people.length, "person", "people")}`);
    chip.addEventListener("click", () => pane.react(entry, mine ? null : emoji));
    return chip;
  }));
}

function commentsButton({ number, open }) {
  const words = number ? count(number, "comment") : "Leave a comment";
  return el("button", { type: "button", class: "thread", onClick: open },
    icon("comments"), el("span", {}, words), icon("next"));
}
