// What the page says of a chat before anything is said in it. A room is what the server tells
// of a group or channel; the private chat is one of the kind "private".

import { count } from "/page/dom.js";

const BOT = { administrator: "bot is admin", member: "with the bot" };

// What a chat is called by its kind, and how it is drawn.
export function kindOf(room) {
  if (room.kind === "private") return { label: "Bot", sign: "bot" };
  if (room.kind === "channel") return { label: "Channel", sign: "channel" };
  if (room.linked) return { label: "Comments", sign: "comments" };
  return { label: "Group", sign: "people" };
}

export function statusWords(room, blocked) {
  if (room.kind === "private") return blocked ? "blocked by you" : "online";
  const people = count(room.members, room.kind === "channel" ? "subscriber" : "member");
  return `${people} · ${BOT[room.bot] ?? "without the bot"}`;
}

// Why one may not write here, in the topic in view; "" where one may.
export function closedWords(room, topic) {
  if (room.kind === "private") return "";
  if (!room.role) return "You are not in this chat any more.";
  if (!room.may_write) {
    return room.kind === "channel" ? "Only administrators post here." : "You may not write here.";
  }
  const closed = room.is_forum && room.role === "member"
    && room.topics.find(({ id }) => id === topic)?.closed;
  return closed ? "This topic is closed." : "";
}

export function placeholder(room, thread) {
  if (room.kind === "private") return "Ask a question";
  if (room.kind === "channel") return "Write a post";
  return thread ? "Write a comment" : "Message";
}
