// The panels beside the chats, which slide over them where there is no room, and the theme.

const THEMES = ["auto", "light", "dark"];
// From this width on a panel has a place of its own.
const ROOM = { about: "(min-width: 900px)", traffic: "(min-width: 1180px)" };
const ROOM_FROM_THE_START = "(min-width: 1800px)";

let opener = null;

// `startOver()` and `newChat(anchor)` are what the buttons of the panels do.
export function furnish({ startOver, newChat }) {
  dress(THEMES.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");
  const byId = (id) => document.getElementById(id);
  byId("theme").addEventListener("click", () => {
    dress(THEMES[(THEMES.indexOf(localStorage.getItem("theme")) + 1) % THEMES.length]);
  });
  byId("fresh").addEventListener("click", () => {
    close();
    startOver();
  });
  byId("new-chat").addEventListener("click", (event) => newChat(event.currentTarget));
  show(matchMedia(ROOM_FROM_THE_START).matches);
  for (const button of document.querySelectorAll("[data-open]")) {
    button.addEventListener("click", () => open(button.dataset.open, button));
  }
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => (button.dataset.close === "traffic" ? close(true) : close()));
  }
  byId("shade").addEventListener("click", () => close());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("shade").hidden) close();
  });
  return { close };
}

function show(traffic) {
  document.body.classList.toggle("with-traffic", traffic);
  document.getElementById("traffic-toggle").setAttribute("aria-expanded", String(traffic));
}

function open(name, button) {
  if (matchMedia(ROOM[name]).matches) {
    show(!document.body.classList.contains("with-traffic"));
    return;
  }
  opener = button;
  document.getElementById(name).classList.add("open");
  document.getElementById("shade").hidden = false;
  for (const id of ["deck", "chats"]) document.getElementById(id).inert = true;
  document.querySelector(`#${name} .close`).focus();
}

function close(beside = false) {
  const over = document.querySelector(".panel.open");
  if (!over && beside) show(false);
  over?.classList.remove("open");
  document.getElementById("shade").hidden = true;
  for (const id of ["deck", "chats"]) document.getElementById(id).inert = false;
  (opener ?? (beside ? document.getElementById("traffic-toggle") : null))?.focus();
  opener = null;
}

function dress(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.getElementById("theme").textContent = `Theme: ${theme}`;
  localStorage.setItem("theme", theme);
}
