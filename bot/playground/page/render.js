// A Bot API message as DOM nodes. Whatever people and bots write becomes text
// nodes, never markup. Offsets count UTF-16 units, as JavaScript strings do.

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
  custom_emoji: "span",
  date_time: "span",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "class") node.className = value;
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

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
    case "pre":
      return el("pre", { tabIndex: 0 }, filled(el("code")));
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
  const show = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
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

const STANDINS = {
  photo: () => ["Photo", "a stand-in"],
  document: (file) => [file.file_name ?? "File", `${Math.round(file.file_size / 1024)} KB`],
  voice: (file) => ["Voice message", `0:0${file.duration}`],
  sticker: (file) => ["Sticker", file.emoji],
};

export function renderAttachment(message) {
  for (const [kind, describe] of Object.entries(STANDINS)) {
    if (message[kind]) {
      const [title, detail] = describe(message[kind]);
      return el("div", { class: `file ${kind}` }, el("span", { class: "sign", ariaHidden: "true" }),
        el("span", {}, el("strong", { dir: "auto" }, title), el("small", {}, detail)));
    }
  }
  return null;
}

export function brief(message) {
  const words = message.text ?? message.caption ?? "an attachment";
  return words.length > 120 ? `${words.slice(0, 120)}…` : words;
}
