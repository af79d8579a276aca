// The page: who visits, what comes in and which chat it is for, and the panels around the chats.

import { Deck } from "/page/deck.js";
import { askText, el } from "/page/dom.js";
import { Refused, follow, get, language, post, startParameter } from "/page/net.js";
import { Pane } from "/page/pane.js";
import { furnish } from "/page/panels.js";
import { openMenu } from "/page/popover.js";
import { Traffic } from "/page/traffic.js";

const MAX_TITLE = 128;
// Two tabs are two people in a group: they should not have one name.
const NAMES = ["Ada", "Béla", "Chiara", "Dmytro", "Elif", "Femi", "Greta", "Hana", "Iris", "Jonas",
  "Kofi", "Lena", "Marek", "Nora", "Olena", "Pablo"];
const lost = document.getElementById("lost");
const toastBox = document.getElementById("toast");
const alertBox = document.getElementById("alert");

let visit = new AbortController();
let replayed = 0; // events up to this number happened before the page was opened
let opened = false; // the deep link of this page's address
let toastTimer = 0;

const house = {
  me: 0,
  known: null,
  pane: (id) => deck.panes.get(id) ?? null,
  panes: () => [...deck.panes.values()],
  show: (id) => deck.show(id),
  close: (id) => deck.close(id),
  activate: (id) => deck.activate(id),
  isWatched: (id) => deck.shown.has(id) && !document.hidden,
  toast,
  warn,
  copy,

  async do(action, body) {
    try {
      return await post(action, { chat: house.me, ...body });
    } catch (error) {
      toast(error instanceof Refused
        ? error.message.replace(/^Bad Request: /, "")
        : "Not sent: the playground can't be reached.");
      return null;
    }
  },

  async set(name, on) {
    if (await house.do(name, { on })) await refresh();
  },

  // Shows a message of a chat that is here; false where it is none.
  open(chatId, messageId) {
    if (!house.pane(chatId)) return false;
    deck.show(chatId);
    house.pane(chatId).jump(messageId);
    return true;
  },

  // A link to this very bot opens it here, with its deep-link parameter; one to a message
  // of a chat that is here, that message.
  link(url) {
    if (!URL.canParse(url)) return false;
    const there = new URL(url);
    const [, number, username, message] = there.hostname === "t.me"
      ? there.pathname.match(/^\/(?:c\/(\d+)|(\w+))\/(\d+)$/) ?? [] : [];
    if (message) {
      const pane = number ? house.pane(-1e12 - Number(number))
        : house.panes().find(({ room }) => room.username?.toLowerCase() === username.toLowerCase());
      return Boolean(pane) && house.open(pane.id, Number(message));
    }
    const inApp = there.protocol === "tg:";
    if (!inApp && there.hostname !== "t.me") return false;
    const name = inApp ? there.searchParams.get("domain") : there.pathname.slice(1);
    const ours = name?.toLowerCase() === house.known.bot.username.toLowerCase();
    if (ours) {
      house.do("start", { parameter: there.searchParams.get("start") ?? "" });
      deck.show(house.me);
    }
    return ours;
  },

  chooseChat(anchor, act) {
    const writable = house.panes().filter((pane) => !pane.composer.form.hidden);
    openMenu(anchor, "Choose a chat", writable.map((pane) => ({
      label: pane.room.title,
      act: () => {
        deck.show(pane.id);
        act(pane);
      },
    })));
  },

  // A thread has grown: the button under its post says by how much.
  commented(pane, root) {
    const origin = pane.timeline.entries.get(root)?.message.forward_origin;
    if (!origin) return;
    pane.refresh(root);
    house.pane(origin.chat.id)?.refresh(origin.message_id);
  },

  // What the list of chats shows has changed; many changes at once are drawn once.
  changed() {
    if (house.drawing) return;
    // Not with the next frame: a tab that nobody looks at has none, and its title still counts.
    house.drawing = setTimeout(() => {
      house.drawing = 0;
      deck.draw();
      look();
    });
  },

  look,
};

const deck = new Deck(house);
const traffic = new Traffic(copy);

// Whatever is in view is read; only the active chat is read aloud.
function look() {
  let unread = 0;
  for (const pane of deck.panes.values()) {
    if (house.isWatched(pane.id) && house.live) pane.read();
    pane.announce(house.live && pane === deck.active);
    unread += pane.total;
  }
  document.title = `${unread ? `(${unread}) ` : ""}${house.known?.bot.first_name ?? "Verbatim"} · playground`;
}

function take(event) {
  const old = event.n <= replayed;
  if (!old && !house.live) {
    house.live = true;
    look();
  }
  switch (event.kind) {
    case "request": traffic.request(event); return;
    case "update": traffic.update(event); return;
    case "menu": if (!old) refresh(); return;
    case "room": seat(event.room); return;
    default:
  }
  const pane = deck.panes.get(event.chat);
  if (!pane) return;
  pane.take(event, old);
  // A post's copy in the group beside tells where its comments are.
  const origin = event.kind === "message" && event.message.is_automatic_forward
    && event.message.forward_origin;
  if (origin) house.pane(origin.chat.id)?.refresh(origin.message_id);
}

// A room has changed, or the visitor has come into it or left it.
function seat(room) {
  const pane = deck.panes.get(room.id);
  if (!room.role) deck.remove(room.id);
  else if (pane) {
    pane.describe(room);
    deck.add([]);
  } else {
    deck.add([new Pane(room, house)]);
    if (house.live) deck.show(room.id);
  }
}

function rooms() {
  const { bot } = house.known;
  return [{ id: house.me, kind: "private", title: bot.first_name }, ...(house.known.rooms ?? [])];
}

async function hello() {
  house.known = await get(house.me ? `hello?chat=${house.me}` : "hello");
  const { bot, about, suggestions } = house.known;
  for (const node of document.querySelectorAll(".bot-name")) node.textContent = bot.first_name;
  document.querySelector(".bot-about").textContent = about;
  document.querySelector(".ask-first").hidden = !suggestions.length;
  document.querySelector(".ask-first .suggestions").replaceChildren(...suggestions.map((words) =>
    el("li", {}, el("button", { type: "button", dir: "auto", onClick: () => {
      panels.close();
      deck.show(house.me);
      house.do("say", { text: words });
    } }, words))));
}

async function refresh() {
  await hello();
  for (const room of rooms()) deck.panes.get(room.id)?.describe(room);
}

async function enter() {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  deck.clear();
  traffic.clear();
  replayed = 0;
  house.live = false;
  try {
    house.me = Number(sessionStorage.getItem("visitor"));
    try {
      await hello();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 400) throw error;
      house.me = 0; // another run has begun and doesn't know this visitor
    }
    if (!house.me) {
      const { person } = await post("join", { name: NAMES[Math.floor(Math.random() * NAMES.length)], language });
      house.me = person.id;
      sessionStorage.setItem("visitor", person.id);
      await hello();
    }
    replayed = house.known.last;
    deck.add(rooms().map((room) => new Pane(room, house)));
    // On a desk one can write at once; on a phone the keyboard would hide the welcome.
    if (matchMedia("(hover: hover)").matches) deck.active.composer.focus();
    if (startParameter && !opened) {
      opened = true;
      house.do("start", { parameter: startParameter });
    }
    await follow(house.me, take, connection, signal);
  } catch (error) {
    if (!signal.aborted) locked(error);
  }
}

function connection(state) {
  lost.hidden = state === "open";
  document.body.dataset.connection = state;
}

function locked(error) {
  const why = error instanceof Refused && error.status === 401
    ? "This page has no key, or the key of an earlier run. Open the address that the playground printed in the terminal."
    : "The playground can't be reached. Start it again and open the address it prints.";
  document.body.dataset.connection = "locked";
  document.getElementById("deck").replaceChildren(el("section", { class: "door" },
    el("img", { src: "/page/icon.svg", alt: "", width: 72, height: 72 }),
    el("h2", {}, "The door is locked"), el("p", {}, why)));
}

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

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("The browser doesn't let this page copy.");
  }
}

async function found(kind, words) {
  const title = await askText(words, "Its name", MAX_TITLE);
  const done = title && await house.do("found", { kind, title });
  if (done) {
    seat(done.room);
    deck.show(done.room.id);
  }
}

const panels = furnish({
  startOver() {
    sessionStorage.removeItem("visitor");
    enter();
  },
  newChat: (anchor) => openMenu(anchor, "A new chat", [
    { label: "New group", icon: "people", act: () => found("supergroup", "A new group") },
    { label: "New channel", icon: "channel", act: () => found("channel", "A new channel") },
  ]),
});
document.addEventListener("visibilitychange", look);
enter();
