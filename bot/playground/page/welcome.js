// What an empty chat says: what it is, and what one may try in it.

import { el, icon } from "/page/dom.js";
import { kindOf } from "/page/room.js";

const COMMANDS_SHOWN = 3;
const FEW_WORDS = 3;

export function fillWelcome(pane) {
  const { known } = pane.house;
  const inline = known.inline ? ` Anywhere, @${known.bot.username} and some words asks it from the field.` : "";
  const say = (words) => ({ label: words, act: () => pane.act.say(words) });
  if (pane.isPrivate) {
    draw(pane, "What can this bot do?",
      known.description || "It answers questions about news articles with the article's own words.",
      known.suggestions.map(say));
    pane.intro.append(el("button", { type: "button", class: "primary start",
      onClick: () => pane.do("start", {}) }, "Start"));
  } else if (pane.kind === "channel") {
    draw(pane, pane.room.title, pane.room.linked
      ? "What you write here is a post. Each post has its comments in the linked group."
      : "What you write here is a post of the channel.",
    [say("Good morning! Today's article is out: ask about it in the comments.")]);
  } else if (pane.room.linked) {
    draw(pane, "Comments", "The channel's posts arrive here by themselves, each with its own thread. "
      + hears(known) + ` Under a post, try /ask@${known.bot.username} and a question.`, []);
  } else {
    draw(pane, pane.room.title, `A group with the bot in it. ${hears(known)}${inline}`,
    pane.commands.filter(({ command }) => command !== "start")
      .slice(0, COMMANDS_SHOWN).map(({ command }) => commandWith(command === "ask" && question(known), command, pane)));
  }
}

// A question to ask in a group, which says by itself what it is about; "" where none is known.
function question({ suggestions }) {
  return suggestions.find((words) => !words.startsWith("/") && words.split(" ").length > FEW_WORDS) ?? "";
}

function commandWith(words, command, pane) {
  const label = words ? `/${command} ${words}` : `/${command}`;
  const named = `/${command}@${pane.house.known.bot.username}`;
  return { label, act: () => pane.act.say(words ? `${named} ${words}` : named) };
}

function hears({ privacy }) {
  return privacy ? "In privacy mode the bot hears commands and replies to it, nothing else."
    : "Privacy mode is off: the bot hears everything.";
}

function draw(pane, title, words, choices) {
  const sign = pane.isPrivate
    ? el("img", { src: "/page/icon.svg", alt: "", width: 72, height: 72 })
    : el("span", { class: "avatar big" }, icon(kindOf(pane.room).sign));
  pane.intro.replaceChildren(sign, el("h3", { dir: "auto" }, title), el("p", { dir: "auto" }, words),
    el("ul", { class: "suggestions" }, ...choices.map(({ label, act }) =>
      el("li", {}, el("button", { type: "button", dir: "auto", onClick: act }, label)))));
}
