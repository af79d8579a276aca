// A text and its entities as DOM nodes. Offsets count UTF-16 units, as JavaScript
// strings do.

import { el } from "/page/dom.js";

const INLINE = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  mention: "span",
  hashtag: "span",
  cashtag: "span",
  phone_number: "span",
  text_mention: "span",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

// Returns a fragment; `act` has command(text) and link(url), which returns true
// where it has dealt with the link itself.
export function renderText(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, sorted, act);
  return fragment;
}

function fill(parent, text, start, end, entities, act) {
  let at = start;
  let afterBlock = false;
  const plain = (to, beforeBlock) => {
    let piece = text.slice(at, to);
    // A block begins its own line: the newline beside it would make an empty one.
    if (afterBlock) piece = piece.replace(/^\n/, "");
    if (beforeBlock) piece = piece.replace(/\n$/, "");
    if (piece) parent.append(piece);
  };
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    const inside = [];
    while (i + 1 < entities.length && entities[i + 1].offset < stop) {
      i += 1;
      inside.push(entities[i]);
    }
    const block = BLOCKS.has(entity.type);
    plain(entity.offset, block);
    parent.append(mark(entity, text.slice(entity.offset, stop), act, (into) =>
      fill(into, text, entity.offset, stop, inside, act)));
    at = stop;
    afterBlock = block;
  }
  plain(end, false);
}

function mark(entity, words, act, fillInto) {
  const filled = (node) => {
    fillInto(node);
    return node;
  };
  switch (entity.type) {
    case "text_link":
    case "url":
    case "email":
      return filled(link(entity, words, act));
    case "bot_command": {
      // A link, not a button: the full stop after a button may stand alone on the next line.
      const command = el("a", { href: "#", class: "command" });
      command.addEventListener("click", (event) => {
        event.preventDefault();
        act.command(words);
      });
      return filled(command);
    }
    case "spoiler":
      return spoiler(filled(el("span", { class: "spoiler" })));
    case "pre": {
      const code = el("pre", { tabIndex: 0 }, filled(el("code")));
      // Not selected with the code, and so not copied either.
      if (entity.language) code.prepend(el("span", { class: "language" }, entity.language));
      return code;
    }
    case "custom_emoji":
      // The picture is Telegram's; the emoji in the text stands for it, as on old clients.
      return filled(el("span", { class: "custom_emoji", title: "Custom emoji" }));
    case "date_time": {
      const time = new Date((entity.unix_time ?? 0) * 1000);
      const known = entity.unix_time !== undefined && !Number.isNaN(time.getTime());
      return filled(el("time", known
        ? { class: "date_time", dateTime: time.toISOString(), title: time.toLocaleString() }
        : { class: "date_time" }));
    }
    case "blockquote":
      return filled(el("blockquote", { dir: "auto" }));
    case "expandable_blockquote":
      return quotation(filled(el("div", { class: "clamped" })));
    default:
      return filled(el(INLINE[entity.type] ?? "span", { class: entity.type }));
  }
}

function link(entity, words, act) {
  let url = entity.url ?? (entity.type === "email" ? `mailto:${words}` : words);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(url)) url = `https://${url}`;
  if (!/^(https?|mailto|tg):/i.test(url)) return el("span");
  const anchor = el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url });
  anchor.addEventListener("click", (event) => {
    if (act.link(url)) event.preventDefault();
  });
  return anchor;
}

function spoiler(node) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", "Hidden words; press to show");
  node.setAttribute("aria-expanded", "false");
  const show = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded"]) node.removeAttribute(name);
  };
  node.addEventListener("click", show, { once: true });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
    }
  });
  return node;
}

const settling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const quote = target.parentElement;
    if (!quote || quote.classList.contains("open")) continue;
    const long = target.scrollHeight > target.clientHeight + 4;
    quote.classList.toggle("long", long);
    quote.lastElementChild.hidden = !long;
  }
});

function quotation(words) {
  const toggle = el("button", { type: "button", class: "more", hidden: true }, "Show all");
  toggle.setAttribute("aria-expanded", "false");
  const quote = el("blockquote", { class: "expandable", dir: "auto" }, words, toggle);
  const flip = () => {
    const open = quote.classList.toggle("open");
    toggle.textContent = open ? "Show less" : "Show all";
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", flip);
  words.addEventListener("click", (event) => {
    const chosen = getSelection()?.toString();
    if (!chosen && quote.classList.contains("long") && !event.target.closest("a, button")) flip();
  });
  settling.observe(words);
  return quote;
}
