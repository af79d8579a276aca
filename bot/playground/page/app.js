// The page: who visits, what comes in, what goes out, and the panels around the chat.

import * as chat from "/page/chat.js";
import { openComposer, reply, setCommands } from "/page/composer.js";
import { Refused, follow, get, post, startParameter } from "/page/net.js";
import { el } from "/page/render.js";
import { clearTraffic, listRequest, listUpdate } from "/page/traffic.js";

const ONLINE = "online";
const status = document.getElementById("status");
const welcome = document.getElementById("welcome");
const toastBox = document.getElementById("toast");
const alertBox = document.getElementById("alert");
const shade = document.getElementById("shade");

let person = null;
let bot = null;
let replayed = 0; // events up to this number happened before the page was opened
let unread = 0;
let opened = false; // the deep link of this page's address
let visit = new AbortController();

const act = {
  say: (text, replyTo) =>
    attempt(() => post("say", { chat: person.id, text, ...(replyTo && { reply_to: replyTo }) })),
  attach: (kind, caption) => attempt(() => post("attach", { chat: person.id, kind, caption })),
  start: (parameter) => attempt(() => post("start", { chat: person.id, parameter })),
  command: (text) => act.say(text),
  reply,
  async tap(message, button) {
    const press = { message_id: message.message_id, data: button.callback_data };
    const done = await attempt(() => post("tap", { chat: person.id, ...press }));
    return done?.query_id;
  },
  // A link to this very bot opens it here, with its deep-link parameter.
  link(url) {
    if (!URL.canParse(url)) return false;
    const there = new URL(url);
    const inApp = there.protocol === "tg:";
    if (!inApp && there.hostname !== "t.me") return false;
    const name = inApp ? there.searchParams.get("domain") : there.pathname.slice(1);
    const ours = name?.toLowerCase() === bot.username.toLowerCase();
    if (ours) act.start(there.searchParams.get("start") ?? "");
    return ours;
  },
};

async function attempt(send) {
  try {
    return await send();
  } catch (error) {
    toast(error instanceof Refused
      ? error.message.replace(/^Bad Request: /, "")
      : "Not sent: the playground can't be reached.");
    return null;
  }
}

function take(event) {
  const old = event.n <= replayed;
  if (old !== (take.old ?? null)) chat.announce(!(take.old = old));
  switch (event.kind) {
    case "message":
      welcome.hidden = true;
      chat.add(event.message);
      if (!old && event.message.from.is_bot && document.hidden) count(unread + 1);
      break;
    case "edited": chat.change(event.message); break;
    case "deleted": chat.remove(event.message_id); break;
    case "reaction": chat.react(event.message_id, event.emoji); break;
    case "action": if (!old) chat.showTyping(); break;
    case "answered":
      chat.noteAnswer(event.query_id);
      if (!old && event.text) event.alert ? warn(event.text) : toast(event.text);
      break;
    case "menu": if (!old) hello(); break;
    case "request": listRequest(event); break;
    case "update": listUpdate(event); break;
    default:
  }
}

async function hello() {
  const known = await get(person ? `hello?chat=${person.id}` : "hello");
  bot = known.bot;
  for (const node of document.querySelectorAll(".bot-name")) node.textContent = bot.first_name;
  count(unread);
  document.querySelector(".bot-about").textContent = known.about;
  document.querySelector(".bot-description").textContent =
    known.description || "It answers questions about news articles with the article's own words.";
  setCommands(known.commands);
  for (const list of document.querySelectorAll(".suggestions")) {
    list.replaceChildren(...known.suggestions.map((words) => {
      const button = el("button", { type: "button", dir: "auto" }, words);
      button.addEventListener("click", () => {
        closePanel();
        act.say(words);
      });
      return el("li", {}, button);
    }));
  }
  document.querySelector(".ask-first").hidden = !known.suggestions.length;
  return known;
}

async function enter() {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  chat.clear();
  clearTraffic();
  replayed = 0;
  try {
    const id = Number(sessionStorage.getItem("visitor"));
    person = id ? { id } : null;
    let known;
    try {
      known = await hello();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 400) throw error;
      person = null; // another run has begun and doesn't know this visitor
    }
    if (!person) {
      const language = navigator.language.slice(0, 2).toLowerCase();
      ({ person } = await post("join", { name: "Reader", language }));
      sessionStorage.setItem("visitor", person.id);
      known = await hello();
    }
    replayed = known.last;
    welcome.hidden = false;
    if (startParameter && !opened) {
      opened = true;
      act.start(startParameter);
    }
    await follow(person.id, take, connection, signal);
  } catch (error) {
    if (!signal.aborted) locked(error);
  }
}

function connection(state) {
  document.body.classList.toggle("lost", state === "lost");
  status.textContent = state === "open" ? ONLINE : "connection lost, trying again…";
}

function locked(error) {
  document.body.classList.add("lost");
  status.textContent = "not connected";
  welcome.hidden = false;
  const reason = error instanceof Refused && error.status === 401
    ? "This page has no key, or the key of an earlier run. Open the address that the playground printed in the terminal."
    : "The playground can't be reached. Start it again and open the address it prints.";
  document.querySelector(".bot-description").textContent = reason;
  welcome.querySelector("h2").textContent = "The door is locked";
  document.getElementById("start").hidden = true;
}

let toastTimer = 0;
function toast(words) {
  toastBox.textContent = words;
  toastBox.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toastBox.hidden = true; }, 4000);
}

function warn(words) {
  alertBox.querySelector("p").textContent = words;
  if (!alertBox.open) alertBox.showModal();
}

function count(number) {
  unread = number;
  document.title = `${unread ? `(${unread}) ` : ""}${bot?.first_name ?? "Verbatim"} · playground`;
}

let opener = null;
function openPanel(name, button) {
  const wide = name === "traffic" ? "(min-width: 1180px)" : "(min-width: 900px)";
  if (matchMedia(wide).matches) {
    // There is room: the panel is beside the chat, and the button hides it.
    document.body.classList.toggle(`no-${name}`);
    return;
  }
  opener = button;
  document.getElementById(name).classList.add("open");
  shade.hidden = false;
  document.getElementById("chat").inert = true;
  document.querySelector(`#${name} .close`).focus();
}

function closePanel() {
  document.querySelector(".panel.open")?.classList.remove("open");
  shade.hidden = true;
  document.getElementById("chat").inert = false;
  opener?.focus();
  opener = null;
}

const THEMES = { auto: "as the system", light: "light", dark: "dark" };
function dress(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.getElementById("theme").textContent = `Theme: ${THEMES[theme]}`;
  localStorage.setItem("theme", theme);
}

function furnish() {
  dress(localStorage.getItem("theme") in THEMES ? localStorage.getItem("theme") : "auto");
  document.getElementById("theme").addEventListener("click", () => {
    const names = Object.keys(THEMES);
    dress(names[(names.indexOf(localStorage.getItem("theme")) + 1) % names.length]);
  });
  document.getElementById("start").addEventListener("click", () => act.start(""));
  document.getElementById("fresh").addEventListener("click", () => {
    sessionStorage.removeItem("visitor");
    closePanel();
    enter();
  });
  for (const button of document.querySelectorAll("[data-open]")) {
    button.addEventListener("click", () => openPanel(button.dataset.open, button));
  }
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", closePanel);
  }
  shade.addEventListener("click", closePanel);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !shade.hidden) closePanel();
  });
  document.addEventListener("visibilitychange", () => !document.hidden && count(0));
}

furnish();
chat.openChat(act);
openComposer(act);
// On a desk one can write at once; on a phone the keyboard would hide the welcome.
if (matchMedia("(hover: hover)").matches) document.getElementById("text").focus();
enter();
