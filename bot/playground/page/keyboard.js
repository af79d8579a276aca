// The inline keyboard under a message.

import { el, icon } from "/page/dom.js";

const BUSY_MS = 15000;

const waiting = new Map(); // query id -> button
const early = new Set(); // answers that overtook the response to the press itself

// `act`: tap(message, button) -> promise of a query id, link(url), copy(text),
// switchInline(query, here).
export function renderKeyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el("div", { class: "keys", role: "group", ariaLabel: "Buttons of this message" },
    ...rows.map((row) => el("div", { class: "row" }, ...row.map((key) => renderKey(message, key, act)))));
}

export function noteAnswer(queryId) {
  if (waiting.has(queryId)) release(queryId);
  else early.add(queryId);
}

function release(queryId) {
  waiting.get(queryId)?.removeAttribute("aria-busy");
  waiting.delete(queryId);
}

function renderKey(message, key, act) {
  const sign = (words) => el("span", { class: "sign", ariaHidden: "true" }, words);
  const style = ["primary", "success", "danger"].includes(key.style) ? key.style : "";
  const url = key.url ?? key.web_app?.url ?? key.login_url?.url;
  if (url) {
    const anchor = el("a",
      { class: style, href: url, target: "_blank", rel: "noopener noreferrer", dir: "auto" },
      key.text, sign("↗"));
    if (!/^(https?|tg):$/.test(anchor.protocol)) anchor.removeAttribute("href");
    anchor.addEventListener("click", (event) => act.link(url) && event.preventDefault());
    return anchor;
  }
  const node = el("button", { type: "button", class: style, dir: "auto" }, key.text);
  if (key.copy_text) {
    node.append(icon("copy"));
    node.addEventListener("click", () => act.copy(key.copy_text.text));
    return node;
  }
  const here = key.switch_inline_query_current_chat;
  const there = key.switch_inline_query ?? key.switch_inline_query_chosen_chat?.query;
  if (here !== undefined || key.switch_inline_query !== undefined || key.switch_inline_query_chosen_chat) {
    node.append(sign("@"));
    node.addEventListener("click", () => act.switchInline(here ?? there ?? "", here !== undefined));
    return node;
  }
  if (key.callback_data === undefined) {
    node.disabled = true;
    return node;
  }
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    const queryId = await act.tap(message, key);
    if (!queryId || early.delete(queryId)) node.removeAttribute("aria-busy");
    else {
      waiting.set(queryId, node);
      setTimeout(() => release(queryId), BUSY_MS);
    }
  });
  return node;
}
