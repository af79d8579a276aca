// Where the visitor writes: the growing text field, the command menu, attachments, replies.

import { brief, el } from "/page/render.js";

const text = document.getElementById("text");
const form = document.getElementById("composer");
const menu = document.getElementById("menu");
const menuButton = document.getElementById("commands");
const attachMenu = document.getElementById("attach-menu");
const attachButton = document.getElementById("attach");
const replying = document.getElementById("replying");

let commands = [];
let chosen = 0;
let replyTo = null;

// `act`: say(text, replyTo) and attach(kind, caption), promises of true where it was sent.
export function openComposer(act) {
  const submit = async () => {
    const words = text.value;
    if (!words.trim()) return;
    const target = replyTo;
    clearField();
    if (!(await act.say(words, target?.message_id)) && !text.value) {
      text.value = words;
      grow();
    }
  };
  const choose = async (command) => {
    clearField();
    await act.say(`/${command}`);
    text.focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    text.focus();
  });
  text.addEventListener("input", () => {
    grow();
    filter(choose);
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (!menu.hidden && steer(event, choose)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape") closeAll();
  });
  menuButton.addEventListener("click", () => {
    const opening = menu.hidden;
    closeAll();
    if (opening) {
      list(commands, choose);
      text.focus();
    }
  });
  attachButton.addEventListener("click", () => {
    const opening = attachMenu.hidden;
    closeAll();
    show(attachMenu, attachButton, opening);
    if (opening) attachMenu.querySelector("button").focus();
  });
  attachMenu.addEventListener("click", async (event) => {
    const kind = event.target.closest("button")?.dataset.kind;
    if (!kind) return;
    const caption = kind === "sticker" ? "" : text.value;
    closeAll();
    if (caption) clearField();
    await act.attach(kind, caption);
    text.focus();
  });
  attachMenu.addEventListener("keydown", (event) => {
    const items = [...attachMenu.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
    } else if (event.key === "Escape") {
      closeAll();
      attachButton.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#menu, #attach-menu, #composer")) closeAll();
  });
  replying.querySelector("button").addEventListener("click", () => {
    reply(null);
    text.focus();
  });
}

export function setCommands(items) {
  commands = items;
  menuButton.hidden = !items.length;
}

export function reply(message) {
  replyTo = message;
  replying.hidden = !message;
  if (message) {
    replying.querySelector("span").textContent = brief(message);
    text.focus();
  }
}

function clearField() {
  text.value = "";
  grow();
  closeAll();
  reply(null);
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
  form.classList.toggle("full", Boolean(text.value.trim()));
}

function show(box, button, on) {
  box.hidden = !on;
  button.setAttribute("aria-expanded", String(on));
}

function closeAll() {
  show(menu, menuButton, false);
  show(attachMenu, attachButton, false);
  text.removeAttribute("aria-activedescendant");
}

function filter(choose) {
  const typed = /^\/([a-z0-9_]*)$/i.exec(text.value);
  const found = typed ? commands.filter((c) => c.command.startsWith(typed[1].toLowerCase())) : [];
  if (found.length) list(found, choose);
  else closeAll();
}

function list(found, choose) {
  chosen = 0;
  menu.replaceChildren(...found.map(({ command, description }, i) => {
    const row = el("div", { role: "option", id: `option-${i}`, class: "option" },
      el("strong", {}, `/${command}`), el("span", { dir: "auto" }, description));
    row.dataset.command = command;
    // Not "click": the field must not lose the focus first.
    row.addEventListener("pointerdown", (event) => event.preventDefault());
    row.addEventListener("click", () => choose(command));
    return row;
  }));
  show(menu, menuButton, true);
  point();
}

function point() {
  [...menu.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === chosen)));
  text.setAttribute("aria-activedescendant", `option-${chosen}`);
  menu.children[chosen]?.scrollIntoView({ block: "nearest" });
}

// Returns true where the key was for the menu.
function steer(event, choose) {
  const count = menu.children.length;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
    point();
  } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
    choose(menu.children[chosen].dataset.command);
  } else if (event.key === "Escape") {
    closeAll();
  } else return false;
  event.preventDefault();
  return true;
}
